<?php
/*
 * Salesforce sessions from login to login with PHP's SoapClient, from the served WSDL.
 *
 *     php salesforce.php http://127.0.0.1:8080 http://127.0.0.1:8081 u/58.0
 *
 * The first address is that of the services, the second that of the operator's API, which moves the clock; the last
 * is the API, u for partner and c for enterprise, and its version. Prints what each step saw, one line per step; what
 * does not look as it must ends the program.
 */
declare(strict_types=1);
require __DIR__ . '/step.php';

[, $url, , $api] = $argv;
define('WSDL', "$url/services/Soap/$api?WSDL");
define('API', $api);
define('SFORCE', 'urn:' . ($api[0] === 'u' ? 'partner' : 'enterprise') . '.soap.sforce.com');
define('VERSION', (float) substr($api, 2));

/** One user's connection, which goes on where the login says. */
class Connection
{
    public SoapClient $client;
    public string $id = '';
    public ?object $login = null;
    private array $answered = [];

    public function __construct(private string $user, private string $password = 'soapstone')
    {
        $this->client = new SoapClient(WSDL, [
            'cache_wsdl' => WSDL_CACHE_MEMORY, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS, 'connection_timeout' => 30,
            'compression' => SOAP_COMPRESSION_ACCEPT | SOAP_COMPRESSION_GZIP,
        ]);
    }

    public function login(): static
    {
        $answer = $this->client->login(['username' => $this->user, 'password' => $this->password]);
        $this->login = $answer->result;
        $this->client->__setLocation($this->login->serverUrl);
        $this->is($this->login->sessionId);
        return $this;
    }

    public function is(string $id): void
    {
        $this->id = $id;
        $this->client->__setSoapHeaders(new SoapHeader(SFORCE, 'SessionHeader', ['sessionId' => $id]));
    }

    /** Runs an operation. From 29.0 on, the answer tells the use of the API; before that, no answer has a header. */
    public function call(string $operation, array $parameters = []): object
    {
        $this->answered = [];
        $answer = $this->client->__soapCall($operation, [$parameters], null, null, $this->answered);
        if ($operation !== 'logout') {
            must(array_keys($this->answered) === (VERSION < 29 ? [] : ['LimitInfoHeader']), $this->answered);
        }
        foreach ($this->answered as $header) {
            must($header->limitInfo[0]->type === 'API REQUESTS' && $header->limitInfo[0]->limit === 15000, $header);
        }
        return $answer;
    }

    public function userName(): string
    {
        return $this->call('getUserInfo')->result->userName;
    }

    /** What became of each of some sessions. */
    public function invalidate(string ...$ids): string
    {
        $saw = [];
        foreach ($this->call('invalidateSessions', ['sessionIds' => $ids])->result as $result) {
            must($result->success === !isset($result->errors), $result);
            if (!$result->success) {
                must(count($result->errors) === 1 && $result->errors[0]->message !== '', $result);
            }
            $saw[] = $result->success ? 'true' : 'false ' . $result->errors[0]->statusCode;
        }
        return implode(', ', $saw);
    }
}

/** What a call that must fail failed with: the code and the text, and the type and the code of the detail. */
function fault(callable $call): string
{
    try {
        $answer = $call();
    } catch (SoapFault $fault) {
        $detail = (array) $fault->detail;
        must(count($detail) === 1, $fault->detail);
        $kind = key($detail);
        $inner = $detail[$kind] instanceof SoapVar ? $detail[$kind]->enc_value : $detail[$kind];
        must("$inner->exceptionCode: $inner->exceptionMessage" === $fault->faultstring, $fault->detail);
        return "fault $fault->faultcode, " . str_replace("\n", '\n', $fault->faultstring) . ", $kind";
    }
    must(false, $answer);
}

operator('PUT', '/clock?frozen=true&now=2026-01-02T03:04:05Z');

say('login, wrong password', fault(fn() => (new Connection('alice@example.com', 'wrong'))->login()));
$alice = (new Connection('alice@example.com'))->login();
must($alice->login->passwordExpired === false && $alice->login->sandbox === false, $alice->login);
must($alice->login->userId === $alice->login->userInfo->userId, $alice->login);
[$org] = explode('!', $alice->id);
say('login', strlen($alice->id) . " characters of $org, " . parse_url($alice->login->serverUrl, PHP_URL_PATH));
$first = $alice->id;
say('login again', $alice->login()->id === $first ? 'the same session' : $alice->id);
$info = $alice->call('getUserInfo')->result;
must($info == $alice->login->userInfo, $info);
must(!isset($info->roleId) && isset($info->sessionSecondsValid) === (VERSION >= 21), $info);
say('user', "$info->userName of $info->organizationName");
say('server timestamp', $alice->call('getServerTimestamp')->result->timestamp);

$bob = (new Connection('bob@example.com'))->login();
must($bob->id !== $alice->id, $bob->id);
say('invalidate another and an unknown one', $alice->invalidate($bob->id, 'abc'));
say('the other', fault(fn() => $bob->userName()));
say('the other invalidates', fault(fn() => $bob->invalidate($alice->id)));
say('the other logs in', $bob->login()->userName());
say('invalidate another and its own', $alice->invalidate($bob->id, $alice->id));
say('its own', fault(fn() => $alice->userName()));
say('its own again', fault(fn() => $alice->invalidate($alice->id)));
must($alice->login()->id !== $first, $alice->id);
say('login after it', $alice->userName());
say('201 ids', fault(fn() => $alice->invalidate(...array_fill(0, 201, $alice->id))));

say('logout', (array) $alice->call('logout') === [] ? 'done' : 'a result');
say('logout again', fault(fn() => $alice->call('logout')));
say('call after it', fault(fn() => $alice->userName()));
$alice->is('abc');
say('no session id at all', fault(fn() => $alice->userName()));

$alice->login();
advance('7199s');
say('idle for 7199 s of 7200', $alice->userName());
advance('7200s');
say('idle for 7200 s', fault(fn() => $alice->userName()));
say('login after it', $alice->login()->userName());

$expired = (new Connection('expired@example.com'))->login();
say('login, password expired', json_encode($expired->login->passwordExpired));
say('before a new one', fault(fn() => $expired->userName()));
must((array) $expired->call('setPassword', ['userId' => $expired->login->userId, 'password' => 'soapstone2'])->result === [],
    'a result');
say('with a new one', $expired->userName());
say('login with the old one', fault(fn() => $expired->login()));
