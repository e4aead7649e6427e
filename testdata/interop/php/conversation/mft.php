<?php
/*
 * A conversation of PHP's SoapClient with TIBCO MFT that any server can have: nothing moves its clock, and nothing stays.
 *
 *     php mft.php http://127.0.0.1:8080 together
 *
 * With "apart" no session sees another: each can be told, and played again, without the others.
 */
declare(strict_types=1);
require __DIR__ . '/../step.php';

/** The operations of a service as one user, at the documented address instead of that of the WSDL. */
function service(string $name, string $user = 'admin', string $password = 'soapstone'): SoapClient
{
    global $url;
    $address = "$url/cfcc/control?view=services/$name";
    return new SoapClient("$address?WSDL", [
        'location' => $address, 'cache_wsdl' => WSDL_CACHE_NONE, 'connection_timeout' => 30,
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS, 'login' => $user, 'password' => $password,
    ]);
}

/** Those of some sessions that are in a list, by their places. */
function listed(array $sessions, string ...$ids): string
{
    $saw = [];
    foreach ($sessions as $session) {
        if ($session !== null && in_array($session->sessionID, $ids, true)) {
            $year = (int) date('Y');
            must(abs($session->sessionIDDate->year - $year) <= 1, $session);
            $saw[] = '#' . array_search($session->sessionID, $ids, true) . " $session->userID $session->remoteIPAddress";
        }
    }
    sort($saw); // sessions of the same second are in no order
    return implode(', ', $saw) ?: 'none';
}

function yes(bool ...$answers): string
{
    return implode(', ', array_map(fn($a) => $a ? 'true' : 'false', $answers));
}

function fault(callable $call): string
{
    try {
        $answer = $call();
    } catch (SoapFault $fault) {
        return "fault $fault->faultcode, $fault->faultstring";
    }
    must(false, $answer);
}

[, $url, $how] = $argv;
$port = service('AdministratorService');
say('wrong password', fault(fn() => service('AdministratorService', 'admin', 'wrong')->getSession()));
say('no such user', fault(fn() => service('AdministratorService', 'nobody')->getSession()));

$plain = $port->getSession();
say('validate', yes($port->validateSession($plain), $port->validateSession('none')));
say('active', listed($port->listActiveSessionIds($plain), $plain));
say('expired', listed($port->getExpiredSessionIds($plain), $plain));
say('no such session', fault(fn() => $port->listActiveSessionIds('none')));
say('close', yes($port->closeSession($plain), $port->validateSession($plain), $port->closeSession($plain)));
say('use after the end', fault(fn() => $port->listActiveSessionIds($plain)));

$bw = $port->getBWSession();
say('active, BW', listed($port->listActiveSessionIds($bw), $bw));
say('close, BW', yes($port->closeSession($bw), $port->validateSession($bw)));

$of = service('AdministratorService', 'TransferUser')->getSession();
say('a session without the right', fault(fn() => $port->deleteExpiredSessionIds($of)));
say('close it', yes($port->closeSession($of)));

$file = service('FTService', 'TransferUser');
$third = $file->getSession();
say('FT', yes($file->validateSession($third), $file->closeSession($third), $file->closeSession($third)));
if ($how === 'apart') {
    exit;
}

$help = service('AdministratorService', 'HelpDeskUser')->getSession();
$plain = $port->getSession();
$bw = $port->getBWSession();
say('active', listed($port->listActiveSessionIds($plain), $help, $plain, $bw));
say('active, BW', listed($port->listActiveSessionIds($bw), $help, $plain, $bw));
say('delete', yes($port->deleteSessionId($help, $plain), $port->validateSession($help)));
say('delete it again', fault(fn() => $port->deleteSessionId($help, $plain)));
say('active', listed($port->listActiveSessionIds($plain), $help, $plain, $bw));
say('close', yes($port->closeSession($bw), $port->closeSession($plain)));
