<?php
/*
 * Web methods of SQL Server with PHP's SoapClient, from the served WSDL: an endpoint without ad-hoc batches.
 *
 *     php webmethods.php http://127.0.0.1:8080 http://127.0.0.1:8081 1.2 wsdl
 *
 * The first address is that of the services, the second that of the operator's API, which moves the clock; then come the
 * version of SOAP and the form of the WSDL, wsdl or wsdlsimple. Prints what each step saw; a surprise ends the program.
 */
declare(strict_types=1);

[, $url, , $version, $form] = $argv;
require __DIR__ . '/step.php';
require __DIR__ . '/endpoint.php';

$client = new SoapClient("$url/sql/methods?$form", [
    'login' => 'alice', 'password' => 'soapstone', 'trace' => true, 'cache_wsdl' => WSDL_CACHE_NONE,
    'soap_version' => ['1.1' => SOAP_1_1, '1.2' => SOAP_1_2][$version],
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS, 'connection_timeout' => 30,
]);

/** Calls a method, in a session if there is something to say about one. */
function call(string $method, array $parameters = [], string $session = ''): object
{
    global $client;
    $header = new SoapHeader(OPTIONS, 'sqlSession',
        new SoapVar('<o:sqlSession xmlns:o="' . OPTIONS . "\" $session/>", XSD_ANYXML));
    return $client->__soapCall($method, [$parameters], null, $session ? [$header] : []);
}

/** The attributes of the last answer's sqlSession; SoapClient does not return those of a header that nothing binds. */
function session(): string
{
    global $client;
    preg_match('~<\w+:sqlSession ([^>]*)>~', (string) $client->__getLastResponse(), $found);
    return str_replace('"', '', $found[1] ?? 'none');
}

/** The rows of the last answer, each with its columns: SoapClient leaves what the contract leaves open as text. */
function rows(): string
{
    global $client;
    preg_match('~<SqlRowSet1\b.*</SqlRowSet1>~s', (string) $client->__getLastResponse(), $found);
    $rows = [];
    foreach (simplexml_load_string($found[0])->row as $row) {
        $columns = iterator_to_array($row->children(), false);
        $rows[] = implode(' ', array_map(fn($c) => $c->getName() . '=' . trim((string) $c), $columns));
    }
    return implode(', ', $rows);
}

operator('PUT', '/clock?frozen=true');
$functions = array_map(fn($f) => preg_replace('~.* (\w+)\(.*~', '$1', $f), $client->__getFunctions());
say('wsdl', implode(', ', $functions));

$answer = call('GetCustomerInfo', ['CustomerID' => '1', 'OutputParam' => '']);
say('procedure', rows());
say('parameter that comes back', $answer->OutputParam);
if ($form === 'wsdl') {
    $items = (array) $answer->GetCustomerInfoResult;
    must(array_keys($items) === ['SqlRowSet', 'SqlRowCount', 'SqlResultCode'], $items);
    must($items['SqlRowCount'][0]->Count === 2 && $items['SqlResultCode'] === [0], $items);
}
call('GetCustomerInfo', ['CustomerID' => null, 'OutputParam' => null]);
say('parameter that is NULL', rows());
say('function', call('Greeting', ['Name' => 'Zoë & <Co>'])->GreetingResult);
say('function of nothing', call('Greeting', ['Name' => ''])->GreetingResult);

call('SetLanguage', ['Language' => 'French'], 'initiate="true" timeout="12"');
must(preg_match('/^sessionId=(\S+) timeout=12$/', session(), $found) === 1, session());
$id = $found[1];
say('initiate', 'id of ' . strlen(base64_decode($id, true)) . ' bytes');
call('GetLanguage', [], "sessionId=\"$id\"");
say('enlist', rows());
must(session() === "sessionId=$id", session());
call('GetLanguage');
say('no session', rows() . ', header ' . session());
call('SetLanguage', ['Language' => 'Latin'], "sessionId=\"$id\"");
preg_match('~:Message>(.*?)</\w+:Message>.*:Number>(\d+)<.*:Procedure>(\w+)<~', (string) $client->__getLastResponse(), $found);
say('error of T-SQL', "$found[2] in $found[3], $found[1]");
call('GetLanguage', [], "terminate=\"true\" sessionId=\"$id\"");
say('terminate', rows());
must(session() === "terminate=true sessionId=$id", session());
foreach (['use after the end' => 'GetLanguage', 'terminate again' => 'Greeting'] as $step => $method) {
    try {
        must(false, call($method, ['Name' => 'x'], "sessionId=\"$id\""));
    } catch (SoapFault $fault) {
        say($step, preg_replace('~.*  \w+, ~', '', $fault->faultstring) . ', header ' . session());
    }
}
try {
    must(false, call('sqlbatch', ['BatchCommands' => 'SELECT 1']));
} catch (SoapFault $fault) {
    must(str_contains($fault->faultstring, 'is not a valid method'), $fault->faultstring);
    say('sqlbatch', 'not in the WSDL');
}
