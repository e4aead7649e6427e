<?php
/*
 * A conversation of PHP's SoapClient with Futurama's WebAPI that any server can have: nothing moves its clock, and nothing stays.
 *
 *     php futurama.php http://127.0.0.1:8080 together
 *
 * With "apart" no session sees another: each can be told, and played again, without the others.
 */
declare(strict_types=1);
require __DIR__ . '/../step.php';

function start(): string
{
    global $service;
    $result = $service->StartSession(['request' => ['Folder' => 'Savingsaccount', 'Document' => 'start.xml']])->StartSessionResult;
    must($result->Message === 'success' && soon($result->NextTimeout), $result);
    return $result->SessionID;
}

function keep(?string $id): string
{
    global $service;
    $result = $service->SessionKeepAlive(['request' => ['SessionID' => $id]])->SessionKeepAliveResult;
    return told($result->Message, $id) . ', ' . (soon($result->NextTimeout) ? 'until soon' : 'over');
}

function finish(string $id): string
{
    global $service;
    return told($service->SessionEnd(['request' => ['SessionID' => $id]])->SessionEndResult->Message, $id);
}

/** A message without the id that it tells. */
function told(string $message, ?string $id): string
{
    return strlen((string) $id) > 3 ? str_replace($id, 'ID', $message) : $message;
}

/** Whether an instant is within the hour. */
function soon(?string $at): bool
{
    return $at !== null && abs((new DateTime($at))->getTimestamp() - time()) < 3600;
}

function rest(string $path, string $type, string $body): string
{
    global $url;
    return file_get_contents("$url/rest/webapi$path", false, stream_context_create(['http' => [
        'method' => 'POST', 'header' => "Content-Type: $type", 'content' => $body, 'timeout' => 30,
    ]]));
}

[, $url, $how] = $argv;
$service = new SoapClient("$url/WebAPIService.svc?wsdl", ['cache_wsdl' => WSDL_CACHE_NONE, 'connection_timeout' => 30]);
$one = start();
$two = start();
say('keep alive', keep($one));
say('the other', keep($two));
say('never issued', keep('abc'));
say('empty', keep(''));
say('null', keep(null));
say('end it', finish($one));
say('use after the end', keep($one));
say('end again', finish($one));
$answer = json_decode(rest('/SessionKeepAlive', 'application/json', json_encode(['sessionID' => $two])), true);
say('JSON keeps the other alive', $answer['Message']);
$answer = simplexml_load_string(rest('/SessionEnd', 'application/xml', "<SessionEndRequest><SessionID>$two</SessionID></SessionEndRequest>"));
say('XML ends it', (string) $answer->Message);
say('keep alive', keep($two));
$three = json_decode(rest('', 'application/json', '{"folder":"Savingsaccount"}'))->sessionID;
say('started with JSON', keep($three));
say('ended', finish($three));
