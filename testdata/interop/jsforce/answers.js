/*
 * A day's work with jsforce, 1 and 3: queries over REST and SOAP and a record made, in a session that ends in between. What
 * answers the work is soapstone's folder of answers, or a server behind it.
 *
 *     node answers.js http://127.0.0.1:8080 http://127.0.0.1:8081 58.0 FOLDER
 *
 * The arguments are those of salesforce.js.
 */
'use strict';
const assert = require('assert').strict;
const path = require('path');

const [url, admin, version, folder] = process.argv.slice(2);
const jsforce = require(path.join(folder, 'node_modules/jsforce'));
const { operator, say } = require('../node-soap/say').to(admin);
const soapModule = require(path.join(folder, 'node_modules/jsforce/lib/soap'));
const SOAP = soapModule.SOAP || soapModule;

async function fault(call) {
  let answer;
  try {
    answer = await call();
  } catch (error) {
    return `fault ${error.name}`;
  }
  assert.fail(`no fault: ${JSON.stringify(answer)}`);
}

async function names(connection) {
  const result = await connection.query('SELECT Name FROM Account');
  return `${result.totalSize}: ${result.records.map((record) => record.Name).join(', ')}`;
}

/** The same over SOAP. jsforce has no call for it, but the class that its calls are made of. */
async function soapSize(connection) {
  const soap = new SOAP(connection, { xmlns: 'urn:partner.soap.sforce.com', endpointUrl: `${connection.instanceUrl}/services/Soap/u/${version}` });
  return (await soap.invoke('query', { queryString: 'SELECT Name FROM Account' })).result.size;
}

async function main() {
  await operator('PUT', '/clock?frozen=true&now=2026-01-02T03:04:05Z');
  const alice = new jsforce.Connection({ loginUrl: url, version, logLevel: 'NONE' });
  await alice.login('alice@example.com', 'soapstone');
  const shared = new jsforce.Connection({ instanceUrl: url, sessionId: alice.accessToken, version, logLevel: 'NONE' });
  say('query', await names(shared));
  say('query over SOAP', await soapSize(shared));
  const made = await shared.sobject('Account').create({ Name: 'Acme' });
  say('create', `${made.success} ${made.id}`);
  say('what nobody answers', await fault(() => shared.sobject('Lead').create({ Name: 'Acme' })));

  await operator('POST', '/clock/advance?by=7199s');
  say('idle for 7199 s', await names(shared));
  await operator('POST', '/clock/advance?by=7199s');
  say('used by the query', await soapSize(shared));
  await operator('POST', '/clock/advance?by=7200s');
  say('idle for 7200 s', await fault(() => names(shared)));
  say('idle for 7200 s, over SOAP', await fault(() => soapSize(shared)));
  const before = alice.accessToken;
  say('with its password', await names(alice));
  assert.notEqual(alice.accessToken, before);
  await alice.logout();
  await alice.login('alice@example.com', 'soapstone');
  say('login and query again', await names(alice));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
