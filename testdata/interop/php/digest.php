<?php
// HTTP Digest with PHP's SoapClient.
//
//     php digest.php http://127.0.0.1:8080 http://127.0.0.1:8081
//
// The second address is the operator's API, which has the contract without a login and moves the clock. Each step prints
// what it saw; a surprise ends it all.
[, $url, $admin] = $argv;
$contract = tempnam(sys_get_temp_dir(), 'wsdl');
file_put_contents($contract, file_get_contents("$admin/wsdl/sqlserver/demo"));

function client(string $password): SoapClient {
    global $contract, $url;
    return new SoapClient($contract, ['location' => "$url/sql/demo", 'cache_wsdl' => WSDL_CACHE_NONE, 'trace' => true,
        'login' => 'CORP\alice', 'password' => $password, 'authentication' => SOAP_AUTHENTICATION_DIGEST]);
}

function ask(SoapClient $client): string {
    try {
        $client->sqlbatch(['BatchCommands' => 'SELECT @@LANGUAGE']);
    } catch (SoapFault $e) {
        return $e->faultstring;
    }
    preg_match('/nc=([0-9a-f]+)/', $client->__getLastRequestHeaders(), $count);
    return (int)hexdec($count[1]) . (strpos($client->__getLastResponse(), 'us_english') ? ' us_english' : '');
}

$alice = client('soapstone');
foreach (['first', 'second', 'third'] as $step)
    echo "$step: ", ask($alice), "\n";
file_get_contents("$admin/clock/advance", false, stream_context_create(['http' => ['method' => 'POST', 'content' => '{"by": "11h"}']]));
echo 'a nonce too old: ', ask($alice), "\n";
echo 'wrong password: ', ask(client('Soapstone')), "\n";
unlink($contract);
