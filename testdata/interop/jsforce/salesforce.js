/*
 * Salesforce sessions from login to login with jsforce, 1 and 3.
 *
 *     node salesforce.js http://127.0.0.1:8080 http://127.0.0.1:8081 58.0 FOLDER
 *
 * The first address is that of the services, the second that of the operator's API, which moves the clock; then come the
 * version of the API, and the folder in which `npm install jsforce` was run. Prints what each step saw, one line per step; a
 * surprise ends it all.
 *
 * A connection that logged in with a password renews its session by itself. One that was given a session id does not, and shows
 * the faults.
 */
'use strict';
const assert = require('assert').strict;
const path = require('path');

const [url, admin, version, folder] = process.argv.slice(2);
const jsforce = require(path.join(folder, 'node_modules/jsforce'));
const { operator, say } = require('../node-soap/say').to(admin);
const soapModule = require(path.join(folder, 'node_modules/jsforce/lib/soap'));
const SOAP = soapModule.SOAP || soapModule;

async function login(user, password = 'soapstone') {
  const connection = new jsforce.Connection({ loginUrl: url, version, logLevel: 'NONE' });
  const info = await connection.login(user, password);
  assert.equal(connection.instanceUrl, url);
  assert.equal(info.id, connection.userInfo.id);
  return connection;
}

/** Goes on with the session of a connection, as a second program does that was given its id. */
function share(connection, sessionId = connection.accessToken) {
  return new jsforce.Connection({ instanceUrl: url, sessionId, version, logLevel: 'NONE' });
}

/** What became of each of some sessions. jsforce has no call for it, but the class that its calls are made of. */
async function invalidate(connection, ...sessionIds) {
  const soap = new SOAP(connection, { endpointUrl: `${connection.instanceUrl}/services/Soap/u/${version}` });
  const answer = await soap.invoke('invalidateSessions', { sessionIds });
  return [].concat(answer.result).map((result) => {
    assert.deepEqual(Object.keys(result), result.success === 'true' ? ['success'] : ['errors', 'success']);
    return result.errors ? `${result.success} ${result.errors.statusCode}` : result.success;
  }).join(', ');
}

async function userName(connection) {
  return (await connection.soap.getUserInfo()).userName;
}

/** What REST, with the same session, tells of limits. */
async function limits(connection) {
  return connection.request(`/services/data/v${version}/limits`);
}

/** The user's name, and whether the connection has another session than before. */
async function renewed(connection) {
  const before = connection.accessToken;
  const name = await userName(connection);
  return `${name}, ${connection.accessToken === before ? 'the same session' : 'another session'}`;
}

/** What a call that must fail failed with. */
async function fault(call) {
  let answer;
  try {
    answer = await call();
  } catch (error) {
    assert.equal(error.errorCode, error.name === 'Error' ? undefined : error.name);
    return `fault ${error.name}, ${error.message.replace(/\n/g, '\\n')}`;
  }
  assert.fail(`no fault: ${JSON.stringify(answer)}`);
}

async function main() {
  await operator('PUT', '/clock?frozen=true&now=2026-01-02T03:04:05Z');

  say('login, wrong password', await fault(() => login('alice@example.com', 'wrong')));
  const alice = await login('alice@example.com');
  const first = alice.accessToken;
  say('login', `${first.length} characters of ${first.split('!')[0]}, organisation ${alice.userInfo.organizationId}`);
  say('login again', (await login('alice@example.com')).accessToken === first ? 'the same session' : 'another session');
  const info = await alice.soap.getUserInfo();
  assert.equal(info.userId, alice.userInfo.id);
  assert.equal(info.roleId, null);
  say('user', `${info.userName} of ${info.organizationName}, ${info.sessionSecondsValid} s`);
  say('server timestamp', (await alice.soap.getServerTimestamp()).timestamp);
  say('limit of REST', (await limits(alice)).DailyApiRequests.Max);

  const bob = await login('bob@example.com');
  const shared = share(bob);
  say('invalidate another and an unknown one', await invalidate(alice, bob.accessToken, 'abc'));
  say('the other', await fault(() => userName(shared)));
  say('the other over REST', await fault(() => limits(shared)));
  say('the other, with its password', await renewed(bob));
  const own = share(alice);
  say('invalidate another and its own', await invalidate(alice, bob.accessToken, alice.accessToken));
  say('its own', await fault(() => userName(own)));
  say('its own, with its password', await renewed(alice));
  assert.notEqual(alice.accessToken, first);
  say('no session id at all', await fault(() => userName(share(alice, 'abc'))));

  const same = share(alice);
  say('logout', await alice.logout() === undefined ? 'done' : 'a result');
  assert.equal(alice.accessToken, null);
  say('logout again', await fault(() => same.logout()));
  say('call after it', await fault(() => userName(same)));

  await alice.login('alice@example.com', 'soapstone');
  await operator('POST', '/clock/advance?by=7199s');
  say('idle for 7199 s of 7200', await renewed(alice));
  const idle = share(alice);
  await operator('POST', '/clock/advance?by=7200s');
  say('idle for 7200 s', await fault(() => userName(idle)));
  say('idle for 7200 s, with its password', await renewed(alice));

  await operator('POST', '/clock/advance?by=7200s');
  const before = alice.accessToken;
  say('idle for 7200 s, then REST', (await limits(alice)).DailyApiRequests.Max);
  assert.notEqual(alice.accessToken, before);

  let expired;
  try {
    expired = await login('expired@example.com');
  } catch (error) {
    say('login, password expired', error.message); // jsforce 3 goes no further
    return;
  }
  say('login, password expired', await fault(() => userName(expired)));
  await expired.soap.setPassword(expired.userInfo.id, 'soapstone2');
  say('with a new one', await userName(expired));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
