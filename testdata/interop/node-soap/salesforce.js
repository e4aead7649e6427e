/*
 * Salesforce sessions from login to login with node-soap or strong-soap, from the served WSDL.
 *
 *     node salesforce.js FOLDER http://127.0.0.1:8080 http://127.0.0.1:8081 u/64.0
 *
 * FOLDER is where the client was installed, named as the client. The second address is the operator's API, which moves the
 * clock; the last is the API, u for partner and c for enterprise, and its version. Each step prints what it saw; a surprise ends
 * it all.
 */
'use strict';
const assert = require('assert').strict;
const path = require('path');

const [folder, url, admin, api] = process.argv.slice(2);
const { Client, faultOf, plain } = require(`../${path.basename(folder)}/client.js`);
const { operator, say } = require('./say.js').to(admin);
const sforce = `urn:${api.startsWith('u') ? 'partner' : 'enterprise'}.soap.sforce.com`;
const version = Number(api.substring(2));

/** One user's connection, which goes on where the login says. */
class Connection {
  static async of(user, password = 'soapstone') {
    const connection = new Connection();
    connection.client = await Client.open(folder, `${url}/services/Soap/${api}?WSDL`);
    connection.user = { username: user, password };
    return connection;
  }

  async login() {
    const { result } = await this.client.call('login', this.user);
    this.result = plain(result);
    this.client.soap.setEndpoint(this.result.serverUrl);
    this.is(this.result.sessionId);
    return this;
  }

  is(id) {
    this.id = id;
    this.client.send(`<s:SessionHeader xmlns:s="${sforce}"><s:sessionId>${id}</s:sessionId></s:SessionHeader>`);
  }

  /** Runs an operation. From 29.0 on, the answer tells the use of the API; before that, no answer has a header. */
  async call(operation, args = {}) {
    const answer = await this.client.call(operation, args);
    if (operation !== 'logout') {
      const header = plain(this.client.answered || {});
      assert.deepEqual(Object.keys(header), version < 29 ? [] : ['LimitInfoHeader']);
      if (header.LimitInfoHeader) {
        const [info] = [].concat(header.LimitInfoHeader.limitInfo); // what has no schema is no list when it is one
        assert.deepEqual([info.type, Number(info.limit)], ['API REQUESTS', 15000]);
      }
    }
    return answer;
  }

  async userName() {
    return (await this.call('getUserInfo')).result.userName;
  }

  /** What became of each of some sessions. */
  async invalidate(...sessionIds) {
    const { result } = await this.call('invalidateSessions', { sessionIds });
    return result.map(({ success, errors }) => {
      assert.equal(success, !errors);
      return success ? 'true' : `false ${errors[0].statusCode}`;
    }).join(', ');
  }
}

/** What a call that must fail failed with: the code and the text, and the type and the code of the detail. */
async function fault(call) {
  let answer;
  try {
    answer = await call();
  } catch (error) {
    const { faultcode, faultstring, detail } = faultOf(error);
    const [kind, ...none] = Object.keys(detail);
    assert.deepEqual(none, []);
    assert.equal(`${detail[kind].exceptionCode}: ${detail[kind].exceptionMessage}`, faultstring);
    return `fault ${faultcode}, ${faultstring.replace(/\n/g, '\\n')}, ${kind}`;
  }
  assert.fail(`no fault: ${JSON.stringify(answer)}`);
}

async function main() {
  await operator('PUT', '/clock?frozen=true&now=2026-01-02T03:04:05Z');

  const nobody = await Connection.of('alice@example.com', 'wrong');
  say('login, wrong password', await fault(() => nobody.login()));
  const alice = await (await Connection.of('alice@example.com')).login();
  assert.equal(alice.result.passwordExpired, false);
  assert.equal(alice.result.userId, alice.result.userInfo.userId);
  const first = alice.id;
  say('login', `${first.length} characters of ${first.split('!')[0]}, ${new URL(alice.result.serverUrl).pathname}`);
  say('login again', (await alice.login()).id === first ? 'the same session' : alice.id);
  const info = plain((await alice.call('getUserInfo')).result);
  assert.deepEqual(info, alice.result.userInfo);
  assert.ok(!info.roleId);
  assert.equal(info.sessionSecondsValid !== undefined, version >= 21);
  say('user', `${info.userName} of ${info.organizationName}`);
  say('server timestamp', (await alice.call('getServerTimestamp')).result.timestamp.toISOString());

  const bob = await (await Connection.of('bob@example.com')).login();
  assert.notEqual(bob.id, alice.id);
  say('invalidate another and an unknown one', await alice.invalidate(bob.id, 'abc'));
  say('the other', await fault(() => bob.userName()));
  say('the other invalidates', await fault(() => bob.invalidate(alice.id)));
  say('the other logs in', await (await bob.login()).userName());
  say('invalidate another and its own', await alice.invalidate(bob.id, alice.id));
  say('its own', await fault(() => alice.userName()));
  say('its own again', await fault(() => alice.invalidate(alice.id)));
  assert.notEqual((await alice.login()).id, first);
  say('login after it', await alice.userName());
  say('201 ids', await fault(() => alice.invalidate(...new Array(201).fill(alice.id))));

  const out = await alice.call('logout');
  say('logout', !out || Object.keys(out).length === 0 ? 'done' : JSON.stringify(out));
  say('logout again', await fault(() => alice.call('logout')));
  say('call after it', await fault(() => alice.userName()));
  alice.is('abc');
  say('no session id at all', await fault(() => alice.userName()));

  await alice.login();
  await operator('POST', '/clock/advance?by=7199s');
  say('idle for 7199 s of 7200', await alice.userName());
  await operator('POST', '/clock/advance?by=7200s');
  say('idle for 7200 s', await fault(() => alice.userName()));
  say('login after it', await (await alice.login()).userName());

  const expired = await (await Connection.of('expired@example.com')).login();
  say('login, password expired', expired.result.passwordExpired);
  say('before a new one', await fault(() => expired.userName()));
  await expired.call('setPassword', { userId: expired.result.userId, password: 'soapstone2' });
  say('with a new one', await expired.userName());
  say('login with the old one', await fault(() => expired.login()));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
