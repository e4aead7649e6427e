/*
 * Sessions of Model 204 from login to logoff with node-soap or strong-soap, from the served WSDL.
 *
 *     node model204.js FOLDER http://127.0.0.1:8080 http://127.0.0.1:8081
 *
 * FOLDER is where the client was installed, named as the client. The second address is the operator's API, which moves the
 * clock. Each step prints what it saw; a surprise ends it all.
 */
'use strict';
const assert = require('assert').strict;
const path = require('path');

const [folder, url, admin] = process.argv.slice(2);
const { Client, faultOf, attributesKey } = require(`../${path.basename(folder)}/client.js`);
const { operator, say } = require('./say.js').to(admin);

const NAMESPACE = 'urn:m204:janus:session:v1';
let client;

function user(userid, password = 'soapstone') {
  client.send();
  return client.call('Login', { userid, password });
}

/** Logs in, and returns the token of the thread and what else there is to see. */
async function login(userid) {
  const { thread, userNumber, privileged } = await user(userid);
  assert.equal(thread.length, 32);
  return [thread, `user ${userNumber}${privileged ? ', privileged' : ''}`];
}

/** Runs an operation on a thread, or without one. What is undefined is not sent. */
function call(thread, operation, args = {}) {
  client.send(...(thread ? [`<m:Thread xmlns:m="${NAMESPACE}">${thread}</m:Thread>`] : []));
  return client.call(operation, Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)));
}

async function create(thread, sesid, more) {
  return (await call(thread, 'Session_Create', { sesid, ...more })).rc;
}

async function opens(thread, sesid, owner, timeout) {
  return (await call(thread, 'Session_Open', { sesid, owner, timeout })).rc;
}

async function closes(thread, changes) {
  return (await call(thread, 'Session_Close', changes)).rc;
}

async function deletes(thread, sesid, owner) {
  return (await call(thread, 'Session_Delete', { sesid, owner })).rc;
}

/** What the functions without arguments say. */
async function state(thread) {
  const saw = [];
  for (const name of ['', '_Id', '_Owner', '_Timeout']) {
    const { result } = (await call(thread, `Session${name}`)) || {}; // nothing, of an element without content
    saw.push(result === undefined || result === null || result === '' ? '-' : result);
  }
  return saw.join(', ');
}

async function sessions(thread, owner) {
  const { rc, item: items } = await call(thread, 'Session_List', { owner });
  assert.equal(items.length, rc);
  const saw = items.map(({ [attributesKey]: item, $value: text }) => {
    const columns = [[0, 10], [10, 16], [16, 30], [30, 44], [44, 50], [50]].map(([from, to]) => text.substring(from, to).trim());
    assert.deepEqual(columns, [item.owner, item.timeout, item.created, item.lastAccess, item.userNumber || '', item.sesid]);
    return `[${text}]`;
  });
  return [rc, ...saw].join(' ');
}

async function put(thread, name, value) {
  return done(await call(thread, 'SetSession', { name, value }));
}

async function value(thread, name) {
  const answer = await call(thread, 'GetSession', { name });
  return (answer && answer.value) || 'none';
}

async function discard(thread, name) {
  return done(await call(thread, 'DiscardSession', { name }));
}

/** What is seen of an answer that has nothing in it. */
function done(answer) {
  assert.deepEqual(answer || {}, {});
  return 'done';
}

/** What a call that must fail failed with: the code and the text, and what the detail says. */
async function fault(work) {
  let answer;
  try {
    answer = await work();
  } catch (error) {
    const { faultcode, faultstring, detail } = faultOf(error);
    const inner = detail && detail.RequestCancelled;
    return `fault ${faultcode}, ${faultstring}${inner ? `, ${inner.function} ${inner.reason}` : ''}`;
  }
  assert.fail(`no fault: ${JSON.stringify(answer)}`);
}

function advance(by) {
  return operator('POST', `/clock/advance?by=${by}`);
}

async function main() {
  let harpo;
  let second;
  let zeppo;
  let sysadm;
  let saw;
  await operator('PUT', '/clock?frozen=true&now=2024-01-31T10:15:00Z');
  client = await Client.open(folder, `${url}/m204/session?wsdl`);

  say('login, wrong password', await fault(() => user('HARPO', 'wrong')));
  say('login, no such user', await fault(() => user('GUMMO')));
  say('not logged in', await fault(() => state('none')));
  [harpo, saw] = await login('HARPO');
  say('HARPO', saw);
  [second, saw] = await login('harpo');
  say('HARPO', saw);
  [zeppo, saw] = await login('ZEPPO');
  say('ZEPPO', saw);
  [sysadm, saw] = await login('SYSADM');
  say('SYSADM', saw);

  say('nothing open', await state(harpo));
  say('close', await closes(harpo));
  say('get', await fault(() => value(harpo, 'horn')));
  say('open', await opens(harpo, 'NOPE'));
  say('create without an id', await fault(() => create(harpo, null)));
  say('create, timeout -2', await fault(() => create(harpo, 'A', { timeout: -2 })));
  say('create, neither OPEN nor NOOPEN', await fault(() => create(harpo, 'A', { opts: 'MAYBE' })));
  say('create for ZEPPO', await fault(() => create(harpo, 'A', { owner: 'ZEPPO' })));
  say('create A', await create(harpo, 'A'));
  say('state', await state(harpo));
  say('create B as well', await fault(() => create(harpo, 'B')));
  say('set', await put(harpo, 'horn', 'Zoë & <Co>'));
  say('get', await value(harpo, 'horn'));
  say('list', await sessions(harpo));
  say('second thread opens A', await opens(second, 'A'));
  await operator('PUT', '/clock?frozen=false');
  const began = performance.now();
  say('second thread waits 1 s', await opens(second, 'A', undefined, 1));
  assert.ok(performance.now() - began > 900);
  await operator('PUT', '/clock?frozen=true&now=2024-01-31T10:16:00Z');

  say('close as B', await closes(harpo, { sesid: 'B' }));
  say('state', await state(harpo));
  say('open A', await opens(harpo, 'A'));
  say('second thread opens B', await opens(second, 'B'));
  say('state', await state(second));
  say('get', await value(second, 'horn'));
  say('get another', await value(second, 'harp'));
  say('discard', await discard(second, 'horn'));
  say('get', await value(second, 'horn'));
  say('create B', await create(harpo, 'B', { opts: 'NOOPEN' }));
  say('create C', await create(harpo, 'C', { opts: 'NOOPEN' }));
  say('close for 60 s', await closes(second, { timeout: 60 }));
  await advance('59s');
  say('closed for 59 s of 60', await opens(harpo, 'B'));
  say('state', await state(harpo));
  say('close', await closes(harpo));
  await advance('60s');
  say('closed for 60 s', await opens(harpo, 'B'));

  say('create C', await create(harpo, 'C', { timeout: 3600 }));
  say('set', await put(harpo, 'horn', 'honk'));
  say('close for everyone', await closes(harpo, { owner: '*' }));
  say('ZEPPO lists what is public', await sessions(zeppo, '"*'));
  say('ZEPPO opens C', await opens(zeppo, 'C'));
  say('ZEPPO opens the public C', await opens(zeppo, 'C', '*'));
  say('state', await state(zeppo));
  say('get', await value(zeppo, 'horn'));
  say('HARPO opens it', await opens(harpo, 'C', '*'));
  say('ZEPPO closes it as his own', await closes(zeppo, { owner: 'ZEPPO' }));
  say("HARPO opens ZEPPO's", await opens(harpo, 'C', 'ZEPPO'));
  say("HARPO deletes ZEPPO's", await deletes(harpo, 'C', 'ZEPPO'));
  say("SYSADM opens ZEPPO's", await opens(sysadm, 'C', 'ZEPPO'));
  say('state', await state(sysadm));
  say('SYSADM closes', await closes(sysadm));
  say('SYSADM creates D for ZEPPO', await create(sysadm, 'D', { owner: 'ZEPPO' }));

  say('ZEPPO opens C', await opens(zeppo, 'C'));
  say('deletes it', await deletes(zeppo, 'C'));
  say('state', await state(zeppo));
  say('deletes it', await deletes(zeppo, 'C'));
  say('closes', await closes(zeppo));
  say('opens C', await opens(zeppo, 'C'));
  say('creates E', await create(zeppo, 'E', { opts: 'NOOPEN' }));
  say('deletes it', await deletes(zeppo, 'E'));
  say('deletes it', await deletes(zeppo, 'E'));

  say('create F', await create(harpo, 'F'));
  await advance('4m59s');
  say('silent for 4m59s of 5m', await state(harpo));
  await advance('5m');
  say('silent for 5m', await fault(() => state(harpo)));
  [harpo, saw] = await login('HARPO');
  say('HARPO', saw);
  say('open F', await opens(harpo, 'F'));
  say('logoff', (await call(harpo, 'Logoff')).rc);
  say('after it', await fault(() => state(harpo)));
  client.login(['HARPO', 'soapstone']);
  say('HARPO by Basic, open F', await opens(null, 'F'));
  say('state', await state(null));
  say('close', await closes(null));
  client.login(['HARPO', 'wrong']);
  await call(null, 'Session').catch(() => {}); // strong-soap does not mind
  say('wrong password', client.status);
  client.login(undefined);
  say('nobody, create W', await create(null, 'W'));
  say('list', await sessions(null));

  await operator('POST', '/systems/model204/reset?set=publicLimit=1');
  [harpo, saw] = await login('HARPO');
  say('HARPO', saw);
  say('create a public P', await create(harpo, 'P', { owner: '*', opts: 'NOOPEN' }));
  say('create a public Q', await create(harpo, 'Q', { owner: '*', opts: 'NOOPEN' }));
  say('create P', await create(harpo, 'P'));
  say('close as the public P', await closes(harpo, { owner: '*' }));
  say('close as a public Q', await closes(harpo, { sesid: 'Q', owner: '*' }));
  say('close', await closes(harpo));
  say('open the public P', await opens(harpo, 'P', '*'));
  say('close as P', await closes(harpo, { owner: 'HARPO' }));
  say('close as R', await closes(harpo, { sesid: 'R', owner: 'HARPO' }));
  say('state', await state(harpo));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
