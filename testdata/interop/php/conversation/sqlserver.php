<?php
/*
 * A conversation of PHP's SoapClient with SQL Server that any server can have: nothing moves its clock, and nothing stays.
 *
 *     php sqlserver.php http://127.0.0.1:8080 together
 *
 * With "apart" no session sees another: each can be told, and played again, without the others.
 */
declare(strict_types=1);
require __DIR__ . '/../step.php';

[, $url, $how] = $argv;
define('URL', $url);
define('VERSION', SOAP_1_1);
require __DIR__ . '/../endpoint.php';

$demo = new Endpoint('/sql/demo');
say('no session', $demo->value('SELECT @@LANGUAGE'));
[$id, $timeout] = $demo->initiate(['timeout' => 60]);
say('initiate', "timeout $timeout");
$demo->batch('SET LANGUAGE French', ['sessionId' => $id]);
say('enlist', $demo->value('SELECT @@LANGUAGE', ['sessionId' => $id]));
$question = ['name' => 'question', 'sqlDbType' => 'NVarChar', 'maxLength' => 20, 'Value' => 'Noël'];
say('parameter', $demo->value('SELECT @question', ['sessionId' => $id], [$question]));
say('literal', $demo->value("SELECT N'\${any}, \$\${time} and \${secret alice.password}'", ['sessionId' => $id]));
say('unknown id', $demo->fault(['sessionId' => base64_encode(str_repeat("\0", 16))]));
if ($how === 'together') {
    say('another user', (new Endpoint('/sql/demo', 'bob'))->fault(['sessionId' => $id]));
    say('its owner', $demo->value('SELECT @@LANGUAGE', ['sessionId' => $id]));
}

$app = new Endpoint('/sql/demo', login: ['app', 'soapstone']);
[$ofApp, $timeout] = $app->initiate();
say('SQL login', "timeout $timeout");
$app->batch('', ['sessionId' => $ofApp, 'terminate' => 'true']);
say('SQL login, wrong password', (new Endpoint('/sql/demo', login: ['app', 'so &amp; so']))->fault());
$wrong = new Endpoint('/sql/demo', password: 'wrong');
must(str_starts_with($wrong->fault(['sessionId' => $id]), 'fault HTTP, '), 'a fault of SOAP');
say('wrong password', explode(' ', $wrong->client->__getLastResponseHeaders())[1]);

$demo->batch('', ['sessionId' => $id, 'terminate' => 'true']);
must($demo->session() === "sessionId=$id terminate=true", $demo->session());
say('terminate', 'done');
say('use after the end', $demo->fault(['sessionId' => $id]));
say('terminate again', $demo->fault(['sessionId' => $id, 'terminate' => 'true']));
say('sessions disabled', (new Endpoint('/sql/nosessions'))->fault(['initiate' => 'true']));
