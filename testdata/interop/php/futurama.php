<?php
/*
 * The sessions of Futurama's WebAPI from beginning to end with PHP's SoapClient, from the served WSDL, and over REST.
 *
 *     php futurama.php http://127.0.0.1:8080 http://127.0.0.1:8081 wsdl
 *
 * The second address is the operator's API, which moves the clock; the last word is the query that asks for the WSDL.
 * Each step prints what it saw; a surprise ends it all.
 */
declare(strict_types=1);
require __DIR__ . '/step.php';

/** A text with the place of an id among those that were issued, instead of the id. */
function shown(string $text): string
{
    global $ids;
    return str_replace($ids, array_map(fn($i) => '#' . $i + 1, array_keys($ids)), $text);
}

function until(?string $at): string
{
    return 'until ' . ($at === null ? 'none' : (new DateTime($at))->setTimezone(new DateTimeZone('UTC'))->format('H:i:s'));
}

function start(array $request = []): string
{
    global $service, $ids;
    $result = $service->StartSession(['request' => $request])->StartSessionResult;
    if ($result->SessionID === null) {
        return "$result->Message, no id, " . until($result->NextTimeout);
    }
    must(!in_array($result->SessionID, $ids, true), $result);
    $ids[] = $result->SessionID;
    return sprintf('%s, %d characters, %s', $result->Message, strlen($result->SessionID), until($result->NextTimeout));
}

/** Keeps alive what a request names. */
function keepAs(?array $request): string
{
    global $service;
    $result = $service->SessionKeepAlive(['request' => $request])->SessionKeepAliveResult;
    return shown($result->Message) . ', ' . until($result->NextTimeout);
}

function keep(?string $id): string
{
    return keepAs(['SessionID' => $id]);
}

function finish(string $id): string
{
    global $service;
    $result = $service->SessionEnd(['request' => ['SessionID' => $id]])->SessionEndResult;
    must(array_keys((array) $result) === ['Message'], $result);
    return shown($result->Message);
}

/** What a call that must fail failed with. */
function fault(callable $call): string
{
    try {
        $answer = $call();
    } catch (SoapFault $fault) {
        must(!isset($fault->detail), $fault);
        return "fault $fault->faultcode, $fault->faultstring";
    }
    must(false, $answer);
}

function rest(string $path, string $type, string $body): string
{
    global $url;
    return file_get_contents("$url/rest/webapi$path", false, stream_context_create(['http' => [
        'method' => 'POST', 'header' => "Content-Type: $type", 'content' => $body, 'timeout' => 30,
    ]]));
}

function reset_to(string $setting): void
{
    operator('POST', "/systems/futurama/reset?set=$setting");
}

[, $url, , $query] = $argv;
$ids = [];
operator('PUT', '/clock?frozen=true&now=2017-08-15T12:00:00Z');
$options = ['cache_wsdl' => WSDL_CACHE_NONE, 'connection_timeout' => 30];
$service = new SoapClient("$url/WebAPIService.svc?$query", $options);

preg_match_all('~ (\w+)\(~', implode("\n", $service->__getFunctions()), $names);
sort($names[1]);
say('wsdl', implode(' ', $names[1]));
say('start', start(['Folder' => 'Savingsaccount', 'Document' => 'start.xml']));
say('start another', start());
say('keep alive', keep($ids[0]));
advance('1s');
say('1 s later', keep($ids[0]));
advance('19m59s');
say('idle for 19m59s of 20m', keep($ids[0]));
say('the other, idle for 20m', keep($ids[1]));
say('once more', keep($ids[1]));
advance('20m');
say('idle for 20m', keep($ids[0]));
say('end it', finish($ids[0]));
say('never issued', keep('abc'));
say('end it', finish('abc'));
say('keep alive <&>', keep('<&>'));
say('empty', keep(''));
say('null', keep(null));
say('no request', keepAs(null));

say('start', start());
say('start another', start());
say('white space around it', keep("\n $ids[2] "));
say('end', finish($ids[2]));
say('keep alive', keep($ids[2]));
say('end again', finish($ids[2]));
say('the other', keep($ids[3]));
$resource = $service->GetResource([
    'Parameters' => ['Folder' => 'Savingsaccount', 'Identifier' => 'logo.png', 'Type' => 'File'],
])->GetResourceResult;
say('resource', ($resource->Data ?? 'no data') . ", $resource->Error, " . ($resource->MimeType ?? 'no type'));

advance('1m');
$answer = json_decode(rest('/SessionKeepAlive', 'application/json', json_encode(['sessionID' => $ids[3]])), true);
must(array_keys($answer) === ['Message', 'NextTimeout'], $answer);
say('JSON keeps it alive', $answer['Message'] . ', ' . until($answer['NextTimeout']));
$request = "<SessionEndRequest><SessionID>$ids[3]</SessionID></SessionEndRequest>";
$answer = simplexml_load_string(rest('/SessionEnd', 'application/xml', $request));
must($answer->getName() === 'SessionEndResult' && $answer->count() === 1, $answer);
say('XML ends it', (string) $answer->Message);
say('keep alive', keep($ids[3]));
$ids[] = json_decode(rest('', 'application/json', '{"folder":"Savingsaccount"}'))->sessionID;
say('started with JSON', keep($ids[4]));
operator('POST', '/systems/futurama/restart');
say('after a restart', keep($ids[4]));

reset_to('documents=start.xml');
say('no such document', start(['Document' => 'end.xml']));
reset_to('enabled=false');
say('not enabled, start', start());
say('not enabled, keep alive', keep('abc'));
reset_to('missingRequest=fault');
say('no request, the other choice', fault(fn() => keepAs(null)));
reset_to('startSession=off');
say('no StartSession', fault(fn() => start()));
$service = new SoapClient("$url/WebAPIService.svc?$query", ['soap_version' => SOAP_1_2] + $options);
say('SOAP 1.2', fault(fn() => keep('abc')));
