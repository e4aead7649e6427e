/*
 * The sessions of Futurama's WebAPI from beginning to end with node-soap or strong-soap, from the served WSDL, and over REST.
 *
 *     node futurama.js FOLDER http://127.0.0.1:8080 http://127.0.0.1:8081 wsdl
 *
 * FOLDER is where the client was installed, named as the client. The second address is the operator's API, which moves the
 * clock; the last word is the query that asks for the WSDL. Each step prints what it saw; a surprise ends it all.
 */
'use strict';
const assert = require('assert').strict;
const path = require('path');

const [folder, url, admin, query] = process.argv.slice(2);
const { Client, faultOf } = require(`../${path.basename(folder)}/client.js`);
const { operator, say } = require('./say.js').to(admin);

const ids = [];
let service;

/** A text with the place of an id among those that were issued, instead of the id. */
function shown(text) {
  return ids.reduce((so, id, i) => so.replace(id, `#${i + 1}`), text);
}

function until(at) {
  return `until ${at ? at.toISOString().substring(11, 19) : 'none'}`;
}

async function start(request = {}) {
  const { StartSessionResult: result } = await service.call('StartSession', { request });
  if (!result.SessionID) {
    return `${result.Message}, no id, ${until(result.NextTimeout)}`;
  }
  assert.ok(!ids.includes(result.SessionID));
  ids.push(result.SessionID);
  return `${result.Message}, ${result.SessionID.length} characters, ${until(result.NextTimeout)}`;
}

/** Keeps alive what a request names. */
async function keepAs(request) {
  const { SessionKeepAliveResult: result } = await service.call('SessionKeepAlive', { request });
  return `${shown(result.Message)}, ${until(result.NextTimeout)}`;
}

function keep(id) {
  return keepAs({ SessionID: id });
}

async function end(id) {
  const { SessionEndResult: result } = await service.call('SessionEnd', { request: { SessionID: id } });
  assert.deepEqual(Object.keys(result), ['Message']);
  return shown(result.Message);
}

/** What a call that must fail failed with. */
async function fault(call) {
  let answer;
  try {
    answer = await call();
  } catch (error) {
    const { faultcode, faultstring, detail } = faultOf(error);
    assert.equal(detail, undefined);
    return `fault ${faultcode}, ${faultstring}`;
  }
  assert.fail(`no fault: ${answer}`);
}

async function rest(at, type, body) {
  const answer = await fetch(`${url}/rest/webapi${at}`, { method: 'POST', headers: { 'Content-Type': type }, body });
  assert.equal(answer.status, 200);
  return answer.text();
}

function advance(by) {
  return operator('POST', `/clock/advance?by=${by}`);
}

function reset(setting) {
  return operator('POST', `/systems/futurama/reset?set=${setting}`);
}

async function main() {
  await operator('PUT', '/clock?frozen=true&now=2017-08-15T12:00:00Z');
  service = await Client.open(folder, `${url}/WebAPIService.svc?${query}`);
  say('wsdl', service.operations.join(' '));
  say('start', await start({ Folder: 'Savingsaccount', Document: 'start.xml' }));
  say('start another', await start());
  say('keep alive', await keep(ids[0]));
  await advance('1s');
  say('1 s later', await keep(ids[0]));
  await advance('19m59s');
  say('idle for 19m59s of 20m', await keep(ids[0]));
  say('the other, idle for 20m', await keep(ids[1]));
  say('once more', await keep(ids[1]));
  await advance('20m');
  say('idle for 20m', await keep(ids[0]));
  say('end it', await end(ids[0]));
  say('never issued', await keep('abc'));
  say('end it', await end('abc'));
  say('keep alive <&>', await keep('<&>'));
  say('empty', await keep(''));
  say('null', await keep(null));
  say('no request', await keepAs(null));

  say('start', await start());
  say('start another', await start());
  say('white space around it', await keep(`\n ${ids[2]} `));
  say('end', await end(ids[2]));
  say('keep alive', await keep(ids[2]));
  say('end again', await end(ids[2]));
  say('the other', await keep(ids[3]));
  const { GetResourceResult: resource } = await service.call('GetResource', {
    Parameters: { Folder: 'Savingsaccount', Identifier: 'logo.png', Type: 'File' },
  });
  say('resource', `${resource.Data || 'no data'}, ${resource.Error}, ${resource.MimeType || 'no type'}`);

  await advance('1m');
  const answer = JSON.parse(await rest('/SessionKeepAlive', 'application/json', JSON.stringify({ sessionID: ids[3] })));
  assert.deepEqual(Object.keys(answer), ['Message', 'NextTimeout']);
  say('JSON keeps it alive', `${answer.Message}, ${until(new Date(answer.NextTimeout))}`);
  const ended = await rest('/SessionEnd', 'application/xml',
    `<SessionEndRequest><SessionID>${ids[3]}</SessionID></SessionEndRequest>`);
  say('XML ends it', /<(\w+:)?Message>(.*)<\/\1?Message>/.exec(ended)[2]);
  say('keep alive', await keep(ids[3]));
  ids.push(JSON.parse(await rest('', 'application/json', '{"folder":"Savingsaccount"}')).sessionID);
  say('started with JSON', await keep(ids[4]));
  await operator('POST', '/systems/futurama/restart');
  say('after a restart', await keep(ids[4]));

  await reset('documents=start.xml');
  say('no such document', await start({ Document: 'end.xml' }));
  await reset('enabled=false');
  say('not enabled, start', await start());
  say('not enabled, keep alive', await keep('abc'));
  await reset('missingRequest=fault');
  say('no request, the other choice', await fault(() => keepAs(null)));
  await reset('startSession=off');
  say('no StartSession', await fault(() => start()));
  service = await Client.open(folder, `${url}/WebAPIService.svc?${query}`, { soap12: true });
  await service.call('SessionKeepAlive', { request: { SessionID: 'abc' } }).catch(() => {}); // strong-soap does not mind
  say('SOAP 1.2', service.status);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
