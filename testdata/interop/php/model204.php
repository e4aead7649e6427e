<?php
/*
 * Sessions of Model 204 from login to logoff with PHP's SoapClient, from the served WSDL.
 *
 *     php model204.php http://127.0.0.1:8080 http://127.0.0.1:8081
 *
 * The second address is the operator's API, which moves the clock. Each step prints what it saw; a surprise ends it all.
 */
declare(strict_types=1);
require __DIR__ . '/step.php';

/** A client, whose credentials are for calls without a thread. */
function client(array $credentials = []): SoapClient
{
    global $url;
    return new SoapClient("$url/m204/session?wsdl", $credentials + [
        'trace' => true, 'cache_wsdl' => WSDL_CACHE_MEMORY, 'connection_timeout' => 30,
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    ]);
}

function user(string $userid, string $password = 'soapstone'): object
{
    global $client;
    return $client->Login(['userid' => $userid, 'password' => $password]);
}

/** Logs in, and returns the token of the thread and what else there is to see. */
function login(string $userid): array
{
    $answer = user($userid);
    must(strlen($answer->thread) === 32, $answer);
    return [$answer->thread, "user $answer->userNumber" . ($answer->privileged ? ', privileged' : '')];
}

/** Runs an operation on a thread, or without one. */
function call(?string $thread, string $operation, array $arguments = []): object
{
    global $client;
    $headers = $thread === null ? null : new SoapHeader('urn:m204:janus:session:v1', 'Thread', $thread);
    return $client->__soapCall($operation, [$arguments], null, $headers);
}

function create(?string $thread, ?string $sesid, mixed ...$more): int
{
    return call($thread, 'Session_Create', ['sesid' => $sesid] + $more)->rc;
}

function opens(?string $thread, string $sesid, ?string $owner = null, ?int $timeout = null): int
{
    return call($thread, 'Session_Open', ['sesid' => $sesid, 'owner' => $owner, 'timeout' => $timeout])->rc;
}

function closes(?string $thread, mixed ...$changes): int
{
    return call($thread, 'Session_Close', $changes)->rc;
}

function deletes(string $thread, string $sesid, ?string $owner = null): int
{
    return call($thread, 'Session_Delete', ['sesid' => $sesid, 'owner' => $owner])->rc;
}

/** What the functions without arguments say. */
function state(?string $thread): string
{
    $saw = array_map(fn($name) => call($thread, "Session$name")->result, ['', '_Id', '_Owner', '_Timeout']);
    return implode(', ', array_map(fn($s) => $s === '' ? '-' : $s, $saw));
}

function sessions(?string $thread, ?string $owner = null): string
{
    $answer = call($thread, 'Session_List', ['owner' => $owner]);
    must($answer->rc === count($answer->item), $answer);
    $saw = [$answer->rc];
    foreach ($answer->item as $item) {
        $text = $item->_;
        $columns = [substr($text, 0, 10), substr($text, 10, 6), substr($text, 16, 14), substr($text, 30, 14), substr($text, 44, 6),
            substr($text, 50)];
        must(array_map(trim(...), $columns) === [$item->owner, (string) $item->timeout, $item->created, $item->lastAccess,
            (string) ($item->userNumber ?? ''), $item->sesid], $item);
        $saw[] = "[$text]";
    }
    return implode(' ', $saw);
}

function put(string $thread, string $name, string $value): string
{
    return done(call($thread, 'SetSession', ['name' => $name, 'value' => $value]));
}

function value(string $thread, string $name): string
{
    return call($thread, 'GetSession', ['name' => $name])->value ?? 'none';
}

function discard(string $thread, string $name): string
{
    return done(call($thread, 'DiscardSession', ['name' => $name]));
}

/** What is seen of an answer that has nothing in it. */
function done(object $answer): string
{
    must((array) $answer === [], $answer);
    return 'done';
}

/** What a call that must fail failed with: the code and the text, and what the detail says. */
function fault(callable $call): string
{
    try {
        $answer = $call();
    } catch (SoapFault $fault) {
        $saw = "fault $fault->faultcode, $fault->faultstring";
        if (isset($fault->detail)) {
            $inner = $fault->detail->RequestCancelled;
            $saw .= ", $inner->function $inner->reason";
        }
        return $saw;
    }
    must(false, $answer);
}

[, $url] = $argv;
operator('PUT', '/clock?frozen=true&now=2024-01-31T10:15:00Z');
$client = client();

say('login, wrong password', fault(fn() => user('HARPO', 'wrong')));
say('login, no such user', fault(fn() => user('GUMMO')));
say('not logged in', fault(fn() => state('none')));
[$harpo, $saw] = login('HARPO');
say('HARPO', $saw);
[$second, $saw] = login('harpo');
say('HARPO', $saw);
[$zeppo, $saw] = login('ZEPPO');
say('ZEPPO', $saw);
[$sysadm, $saw] = login('SYSADM');
say('SYSADM', $saw);

say('nothing open', state($harpo));
say('close', closes($harpo));
say('get', fault(fn() => value($harpo, 'horn')));
say('open', opens($harpo, 'NOPE'));
say('create without an id', fault(fn() => create($harpo, null)));
say('create, timeout -2', fault(fn() => create($harpo, 'A', timeout: -2)));
say('create, neither OPEN nor NOOPEN', fault(fn() => create($harpo, 'A', opts: 'MAYBE')));
say('create for ZEPPO', fault(fn() => create($harpo, 'A', owner: 'ZEPPO')));
say('create A', create($harpo, 'A'));
say('state', state($harpo));
say('create B as well', fault(fn() => create($harpo, 'B')));
say('set', put($harpo, 'horn', 'Zoë & <Co>'));
say('get', value($harpo, 'horn'));
say('list', sessions($harpo));
say('second thread opens A', opens($second, 'A'));
operator('PUT', '/clock?frozen=false');
$began = microtime(true);
say('second thread waits 1 s', opens($second, 'A', timeout: 1));
must(microtime(true) - $began > 0.9, 'waited');
operator('PUT', '/clock?frozen=true&now=2024-01-31T10:16:00Z');

say('close as B', closes($harpo, sesid: 'B'));
say('state', state($harpo));
say('open A', opens($harpo, 'A'));
say('second thread opens B', opens($second, 'B'));
say('state', state($second));
say('get', value($second, 'horn'));
say('get another', value($second, 'harp'));
say('discard', discard($second, 'horn'));
say('get', value($second, 'horn'));
say('create B', create($harpo, 'B', opts: 'NOOPEN'));
say('create C', create($harpo, 'C', opts: 'NOOPEN'));
say('close for 60 s', closes($second, timeout: 60));
advance('59s');
say('closed for 59 s of 60', opens($harpo, 'B'));
say('state', state($harpo));
say('close', closes($harpo));
advance('60s');
say('closed for 60 s', opens($harpo, 'B'));

say('create C', create($harpo, 'C', timeout: 3600));
say('set', put($harpo, 'horn', 'honk'));
say('close for everyone', closes($harpo, owner: '*'));
say('ZEPPO lists what is public', sessions($zeppo, '"*'));
say('ZEPPO opens C', opens($zeppo, 'C'));
say('ZEPPO opens the public C', opens($zeppo, 'C', '*'));
say('state', state($zeppo));
say('get', value($zeppo, 'horn'));
say('HARPO opens it', opens($harpo, 'C', '*'));
say('ZEPPO closes it as his own', closes($zeppo, owner: 'ZEPPO'));
say('HARPO opens ZEPPO\'s', opens($harpo, 'C', 'ZEPPO'));
say('HARPO deletes ZEPPO\'s', deletes($harpo, 'C', 'ZEPPO'));
say('SYSADM opens ZEPPO\'s', opens($sysadm, 'C', 'ZEPPO'));
say('state', state($sysadm));
say('SYSADM closes', closes($sysadm));
say('SYSADM creates D for ZEPPO', create($sysadm, 'D', owner: 'ZEPPO'));

say('ZEPPO opens C', opens($zeppo, 'C'));
say('deletes it', deletes($zeppo, 'C'));
say('state', state($zeppo));
say('deletes it', deletes($zeppo, 'C'));
say('closes', closes($zeppo));
say('opens C', opens($zeppo, 'C'));
say('creates E', create($zeppo, 'E', opts: 'NOOPEN'));
say('deletes it', deletes($zeppo, 'E'));
say('deletes it', deletes($zeppo, 'E'));

say('create F', create($harpo, 'F'));
advance('4m59s');
say('silent for 4m59s of 5m', state($harpo));
advance('5m');
say('silent for 5m', fault(fn() => state($harpo)));
[$harpo, $saw] = login('HARPO');
say('HARPO', $saw);
say('open F', opens($harpo, 'F'));
say('logoff', call($harpo, 'Logoff')->rc);
say('after it', fault(fn() => state($harpo)));
$client = client(['login' => 'HARPO', 'password' => 'soapstone']);
say('HARPO by Basic, open F', opens(null, 'F'));
say('state', state(null));
say('close', closes(null));
$client = client(['login' => 'HARPO', 'password' => 'wrong']);
try {
    say('wrong password', state(null));
} catch (SoapFault $fault) {
    must($fault->faultcode === 'HTTP', $fault);
    say('wrong password', explode(' ', $client->__getLastResponseHeaders())[1]);
}
$client = client();
say('nobody, create W', create(null, 'W'));
say('list', sessions(null));

operator('POST', '/systems/model204/reset?set=publicLimit=1');
[$harpo, $saw] = login('HARPO');
say('HARPO', $saw);
say('create a public P', create($harpo, 'P', owner: '*', opts: 'NOOPEN'));
say('create a public Q', create($harpo, 'Q', owner: '*', opts: 'NOOPEN'));
say('create P', create($harpo, 'P'));
say('close as the public P', closes($harpo, owner: '*'));
say('close as a public Q', closes($harpo, sesid: 'Q', owner: '*'));
say('close', closes($harpo));
say('open the public P', opens($harpo, 'P', '*'));
say('close as P', closes($harpo, owner: 'HARPO'));
say('close as R', closes($harpo, sesid: 'R', owner: 'HARPO'));
say('state', state($harpo));
