<?php
/*
 * A conversation of PHP's SoapClient with Salesforce that any server can have: nothing moves its clock, and nothing stays.
 *
 *     php salesforce.php http://127.0.0.1:8080 together
 *
 * With "apart" no session sees another: each can be told, and played again, without the others.
 */
declare(strict_types=1);
require __DIR__ . '/../step.php';

/** One user's connection, which goes on where the login says. */
class Connection
{
    public SoapClient $client;
    public string $id = '';

    public function __construct(private string $user, private string $password = 'soapstone')
    {
        global $url;
        $this->client = new SoapClient("$url/services/Soap/u/58.0?WSDL", [
            'cache_wsdl' => WSDL_CACHE_MEMORY, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS, 'connection_timeout' => 30,
            'compression' => SOAP_COMPRESSION_ACCEPT | SOAP_COMPRESSION_GZIP,
        ]);
    }

    public function login(): object
    {
        $login = $this->client->login(['username' => $this->user, 'password' => $this->password])->result;
        $this->client->__setLocation($login->serverUrl);
        $this->is($login->sessionId);
        return $login;
    }

    public function is(string $id): void
    {
        $this->id = $id;
        $this->client->__setSoapHeaders(new SoapHeader('urn:partner.soap.sforce.com', 'SessionHeader', ['sessionId' => $id]));
    }

    public function userName(): string
    {
        return $this->client->getUserInfo()->result->userName;
    }

    public function invalidate(string ...$ids): string
    {
        $saw = [];
        foreach ($this->client->invalidateSessions(['sessionIds' => $ids])->result as $result) {
            $saw[] = $result->success ? 'true' : 'false ' . $result->errors[0]->statusCode;
        }
        return implode(', ', $saw);
    }
}

function fault(callable $call): string
{
    try {
        $answer = $call();
    } catch (SoapFault $fault) {
        return "fault $fault->faultcode";
    }
    must(false, $answer);
}

[, $url, $how] = $argv;
say('wrong password', fault(fn() => (new Connection('alice@example.com', 'wrong'))->login()));
$alice = new Connection('alice@example.com');
$login = $alice->login();
must(str_starts_with($login->serverUrl, $url), $login);
$first = $alice->id;
$alice->login();
say('login again', $alice->id === $first ? 'the same session' : 'another');
say('user', $alice->userName());
must(abs(strtotime($alice->client->getServerTimestamp()->result->timestamp) - time()) < 3600, 'the time');

if ($how === 'together') {
    $bob = new Connection('bob@example.com');
    $bob->login();
    say('the other', $bob->userName());
    say('invalidate the other and an unknown one', $alice->invalidate($bob->id, 'abc'));
    say('the other', fault(fn() => $bob->userName()));
    $bob->login();
    say('the other logs in', $bob->userName());
    say('invalidate the other and its own', $alice->invalidate($bob->id, $alice->id));
    say('its own', fault(fn() => $alice->userName()));
    $alice->login();
    must($alice->id !== $first, $alice->id);
}

$expired = new Connection('expired@example.com');
say('password expired', json_encode($expired->login()->passwordExpired));
say('before a new one', fault(fn() => $expired->userName()));
$expired->client->logout();

$alice->client->logout();
say('logout', 'done');
say('logout again', fault(fn() => $alice->client->logout()));
say('use after the end', fault(fn() => $alice->userName()));
$alice->is('abc');
say('no session id at all', fault(fn() => $alice->userName()));
