<?php
/*
 * The sessions of TIBCO MFT from beginning to end with PHP's SoapClient, from the served WSDLs.
 *
 *     php mft.php http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef
 *
 * The second address is the operator's API, which moves the clock; the last word is the form of beans. Each step prints
 * what it saw; a surprise ends it all.
 */
declare(strict_types=1);
require __DIR__ . '/step.php';

const CONTROL = '/cfcc/control?view=services/';

/** The operations of a service as one user, at the documented address instead of that of the WSDL. */
function service(string $name, ?string $user, string $password, string $path = CONTROL): SoapClient
{
    global $url;
    return new SoapClient("$url$path$name?WSDL", [
        'location' => "$url$path$name", 'trace' => true, 'cache_wsdl' => WSDL_CACHE_NONE, 'connection_timeout' => 30,
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    ] + ($user === null ? [] : ['login' => $user, 'password' => $password]));
}

function administrator(?string $user, string $password = 'soapstone'): SoapClient
{
    return service('AdministratorService', $user, $password);
}

function transfer(string $user, string $password = 'soapstone'): SoapClient
{
    return service('FTService', $user, $password);
}

/** Keeps an id that was just issued, and lets a second pass: lists are in the order of birth. */
function issued(string $id): string
{
    global $ids;
    must($id !== '' && strlen($id) <= 64, $id);
    $ids[] = $id;
    advance('1s');
    return $id;
}

function items(array $sessions): string
{
    return count($sessions) . ' items';
}

function show(array $sessions): string
{
    return implode('; ', [items($sessions), ...array_map(fn($s) => $s === null ? 'null' : showOne($s), $sessions)]);
}

function showOne(object $s): string
{
    global $ids;
    $at = $s->sessionIDDate;
    return sprintf('#%d %s %s %s %d-%02d-%02d %02d:%02d:%02d', array_search($s->sessionID, $ids, true) + 1, $s->userID,
        $s->addTerminatingNull, $s->remoteIPAddress, $at->year, $at->month, $at->day, $at->hour, $at->minute, $at->second);
}

/** What answers of type boolean say, in the words of XML. */
function yes(bool ...$answers): string
{
    return implode(', ', array_map(fn($a) => $a ? 'true' : 'false', $answers));
}

function attempt(string $step, callable $work): void
{
    try {
        say($step, $work());
    } catch (SoapFault $fault) {
        say($step, "fault $fault->faultcode, $fault->faultstring");
    }
}

/** The four calls that need a right. The one session that is to be deleted is none. */
function attempts(string $who, SoapClient $port, string $id): void
{
    attempt("$who lists active", fn() => items($port->listActiveSessionIds($id)));
    attempt("$who lists expired", fn() => items($port->getExpiredSessionIds($id)));
    attempt("$who deletes expired", fn() => yes($port->deleteExpiredSessionIds($id)));
    attempt("$who deletes", fn() => yes($port->deleteSessionId('none', $id)));
}

[, $url, , $beans] = $argv;
$ids = [];
operator('POST', "/systems/mft/reset?set=beans=$beans");
operator('PUT', '/clock?frozen=true&now=2014-07-11T12:00:00Z');

$port = administrator('admin');
preg_match_all('~ (\w+)\(~', implode("\n", $port->__getFunctions()), $names);
sort($names[1]);
say('wsdl', implode(' ', $names[1]));

attempt('wrong password', fn() => administrator('admin', 'wrong')->getSession());
attempt('wrong password, BW', fn() => administrator('admin', 'wrong')->getBWSession());
attempt('no such user', fn() => administrator('nobody')->getSession());
attempt('no password', fn() => administrator(null)->getSession());

$one = issued(administrator('TransferUser')->getSession());
$two = issued(administrator('AuditorUser')->getBWSession());
advance('9m58s');
$plain = issued($port->getSession());
$bw = issued($port->getBWSession());
$help = issued(administrator('HelpDeskUser')->getSession());
$viewer = issued(administrator('Viewer')->getSession());
say('sessions', (string) count(array_unique($ids)));

say('validate', yes($port->validateSession($plain)));
say('validate none', yes($port->validateSession('none')));
say('validate null', yes($port->validateSession(null)));
say('active', show($port->listActiveSessionIds($plain)));
say('beans', str_contains($port->__getLastResponse(), ' href="#') ? 'multiRef' : 'inline');
say('active, BW', show($port->listActiveSessionIds($bw)));
say('nothing expired', show($port->getExpiredSessionIds($plain)));
say('nothing expired, BW', show($port->getExpiredSessionIds($bw)));

attempts('TransferUser', $port, $one);
attempts('AuditorUser', $port, $two);
attempts('Viewer', $port, $viewer);
attempts('HelpDeskUser', $port, $help);
$department = issued(administrator('DeptAdmin')->getSession());
$sales = issued(administrator('SalesUser')->getBWSession());
say('DeptAdmin sees', show($port->listActiveSessionIds($department)));
attempts('DeptAdmin', $port, $department);

advance('19m54s');
say('idle for 30m of 30m', yes($port->validateSession($one)));
advance('1s');
say('idle for 30m1s of 30m', yes($port->validateSession($one)));
advance('1s');
say('expired', show($port->getExpiredSessionIds($plain)));
say('expired, BW', show($port->getExpiredSessionIds($bw)));
attempts('expired', $port, $one);
say('delete one expired', yes($port->deleteSessionId($one, $help)));
attempt('delete it again', fn() => yes($port->deleteSessionId($one, $help)));
say('expired, BW', show($port->getExpiredSessionIds($bw)));
say('delete expired', yes($port->deleteExpiredSessionIds($plain)));
say('expired', show($port->getExpiredSessionIds($plain)));
say('delete one active', yes($port->deleteSessionId($viewer, $plain)));
say('validate', yes($port->validateSession($viewer)));
attempts('deleted', $port, $viewer);

advance('10m5s');
say('expired, BW', show($port->getExpiredSessionIds($bw)));
attempt('FT, wrong password', fn() => transfer('TransferUser', 'wrong')->getSession());
say('FT purged nothing', items($port->getExpiredSessionIds($bw)));
$file = transfer('TransferUser');
$third = issued($file->getSession());
say('FT purges', show($port->getExpiredSessionIds($bw)));
say('active, BW', show($port->listActiveSessionIds($bw)));
say('FT validates', yes($file->validateSession($third), $file->validateSession($bw), $file->validateSession($sales)));
say('FT closes', yes($file->closeSession($third), $file->closeSession($third), $port->validateSession($third)));

say('close', yes($port->closeSession($bw)));
say('close again', yes($port->closeSession($bw)));
say('validate', yes($port->validateSession($bw)));
attempts('closed', $port, $bw);
advance('19m54s');
say('listed after 30m of 30m', show($port->listActiveSessionIds($plain)));
advance('30m');
say('and after 30m more', show($port->listActiveSessionIds($plain)));
advance('30m1s');
attempts('too late', $port, $plain);
say('close too late', yes($port->closeSession($plain), $port->closeSession($plain)));

// The path of Axis itself, which is the one that the WSDL has.
$direct = service('AdministratorService', 'admin', 'soapstone', '/cfcc/services/');
say('again', show($direct->listActiveSessionIds(issued($direct->getSession()))));

operator('POST', '/systems/mft/reset?set=badCredentials=401');
$wrong = administrator('admin', 'wrong');
try {
    say('wrong password, the other choice', $wrong->getSession());
} catch (SoapFault) {
    say('wrong password, the other choice', explode(' ', $wrong->__getLastResponseHeaders())[1]);
}
