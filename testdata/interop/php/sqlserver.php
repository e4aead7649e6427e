<?php
/*
 * A SQL Server session from beginning to end with PHP's SoapClient, from the served WSDL.
 *
 *     php sqlserver.php http://127.0.0.1:8080 http://127.0.0.1:8081 1.2
 *
 * The first address is that of the services, the second that of the operator's API, which moves the clock; the last
 * is the version of SOAP. Prints what each step saw, one line per step; what does not look as it must ends the program.
 */
declare(strict_types=1);

[, $url, , $version] = $argv;
define('URL', $url);
define('VERSION', ['1.1' => SOAP_1_1, '1.2' => SOAP_1_2][$version]);
require __DIR__ . '/step.php';
require __DIR__ . '/endpoint.php';

operator('PUT', '/clock?frozen=true');

try {
    new Endpoint('/sql/demo', password: 'wrong');
} catch (SoapFault $fault) {
    say('wsdl, wrong password', $fault->faultcode === 'WSDL' ? 'refused' : (string) $fault);
}
$demo = new Endpoint('/sql/demo');
must($demo->client->__getFunctions() === ['sqlbatchResponse sqlbatch(sqlbatch $parameters)'], 'other functions');
say('wsdl', 'sqlbatch');

say('no session', $demo->value('SELECT @@LANGUAGE') . ', header ' . $demo->session());
[$id, $timeout] = $demo->initiate(['timeout' => 12]);
say('initiate', 'id of ' . strlen(base64_decode($id, true)) . " bytes, timeout $timeout");
must((array) $demo->batch('SET LANGUAGE French', ['sessionId' => $id])->sqlbatchResult === [], 'a result');
$language = $demo->value('SELECT @@LANGUAGE', ['sessionId' => $id]);
must($demo->session() === "sessionId=$id", $demo->session());
say('enlist', $language);
say('no session again', $demo->value('SELECT @@LANGUAGE'));
[$second, $timeout] = $demo->initiate(['timeout' => 90]);
must($second !== $id, $second);
say('initiate, above the cap', "timeout $timeout");

$text = ['sqlDbType' => 'NVarChar', 'maxLength' => 20];
$question = $text + ['name' => 'question', 'Value' => 'Noël'];
$answer = $text + ['name' => 'answer', 'Value' => '', 'direction' => 'InputOutput'];
say('parameter in', $demo->value('SELECT @question', ['sessionId' => $id], [$question]));
$result = $demo->batch("SET @answer = @question + N' et adieu'", ['sessionId' => $id], [$question, $answer]);
must(count($result->Parameters->SqlParameter) === 1, $result);
[$out] = $result->Parameters->SqlParameter;
say('parameter out', "$out->direction $out->name $out->sqlDbType " . content($out->Value));
$word = ['name' => 'word', 'sqlDbType' => 'VarChar', 'Value' => 'hello'];
say('parameter without maxLength', $demo->value('SELECT @word', ['sessionId' => $id], [$word]));

$items = (array) $demo->batch('SELECT * FROM Missing', ['sessionId' => $id])->sqlbatchResult;
must(array_keys($items) === ['SqlMessage'] && count($items['SqlMessage']) === 1, $items);
[$message] = $items['SqlMessage'];
say('error of T-SQL', "$message->Number, class $message->Class, $message->Message");

say('unknown id', $demo->fault(['sessionId' => base64_encode(str_repeat("\0", 16))]));
say('another user', (new Endpoint('/sql/demo', 'bob'))->fault(['sessionId' => $id, 'terminate' => 'true']));
say('another endpoint', (new Endpoint('/sql/other'))->fault(['sessionId' => $id, 'terminate' => 'true']));
say('its owner', $demo->value('SELECT @@LANGUAGE', ['sessionId' => $id]));

$app = new Endpoint('/sql/demo', login: ['app', 'soapstone']);
[$ofApp, $timeout] = $app->initiate();
say('SQL login', "timeout $timeout");
say('its session without the login', $demo->fault(['sessionId' => $ofApp]));
$app->batch('', ['sessionId' => $ofApp, 'terminate' => 'true']);
say('SQL login, wrong password', (new Endpoint('/sql/demo', login: ['app', 'wrong']))->fault());
$wrong = new Endpoint('/sql/demo', password: 'wrong');
must(str_starts_with($wrong->fault(), 'fault HTTP, '), 'a fault of SOAP');
say('wrong password', explode(' ', $wrong->client->__getLastResponseHeaders())[1]);

$language = $demo->value('SELECT @@LANGUAGE', ['sessionId' => $id, 'terminate' => 'true']);
must($demo->session() === "sessionId=$id terminate=true", $demo->session());
say('terminate', $language);
say('use after the end', $demo->fault(['sessionId' => $id]));
say('terminate again', $demo->fault(['sessionId' => $id, 'terminate' => 'true']));
operator('POST', '/faults?system=sqlserver&do=drop-reply&times=1');
$lost = $demo->fault(['sessionId' => $second, 'terminate' => 'true']);
must(str_starts_with($lost, 'fault HTTP, '), $lost);
say('terminate, answer lost, again', $demo->fault(['sessionId' => $second, 'terminate' => 'true']));

[$id] = $demo->initiate(['timeout' => 12]);
advance('12s');
$demo->batch('', ['sessionId' => $id]);
say('idle for 12 s of 12', 'alive');
advance('13s');
say('idle for 13 s of 12', $demo->fault(['sessionId' => $id]));

$nosessions = new Endpoint('/sql/nosessions');
say('sessions disabled', $nosessions->fault(['initiate' => 'true']));
say('sessions disabled, none asked', $nosessions->value('SELECT @@LANGUAGE'));
