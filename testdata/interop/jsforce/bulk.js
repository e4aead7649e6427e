/*
 * A job of the Bulk API and a call of Apex REST with jsforce, 1 and 3, in a session of SOAP login() that ends in between.
 * What answers the work is soapstone's folder of answers.
 *
 *     node bulk.js http://127.0.0.1:8080 http://127.0.0.1:8081 58.0 FOLDER
 *
 * The arguments are those of salesforce.js.
 */
'use strict';
const assert = require('assert').strict;
const path = require('path');

const [url, admin, version, folder] = process.argv.slice(2);
const jsforce = require(path.join(folder, 'node_modules/jsforce'));
const { operator, say } = require('../node-soap/say').to(admin);

async function fault(call) {
  let answer;
  try {
    answer = await call();
  } catch (error) {
    return `fault ${error.errorCode || error.name}, ${error.message}`;
  }
  assert.fail(`no fault: ${JSON.stringify(answer)}`);
}

/** The session's id alone: without a password jsforce cannot log in again. */
function sharing(connection) {
  return new jsforce.Connection({ instanceUrl: url, accessToken: connection.accessToken, version, logLevel: 'NONE' });
}

/** A job from its beginning to its results. */
async function load(connection) {
  const job = connection.bulk.createJob('Account', 'insert');
  job.on('error', () => {}); // the promise has it as well
  await job.open();
  const batch = job.createBatch();
  const queued = new Promise((resolve, reject) => {
    batch.on('queue', resolve);
    batch.on('error', reject);
  });
  batch.execute([{ Name: 'Acme' }]);
  await queued;
  const { state } = await batch.check();
  const results = await batch.retrieve();
  await job.close();
  return `${state}, ${results.map((result) => `${result.success} ${result.id}`).join(', ')}`;
}

const order = async (connection) => (await connection.apex.get('/shop/Order')).number;

async function main() {
  await operator('PUT', '/clock?frozen=true&now=2026-01-02T03:04:05Z');
  const alice = new jsforce.Connection({ loginUrl: url, version, logLevel: 'NONE' });
  await alice.login('alice@example.com', 'soapstone');
  const shared = sharing(alice);
  say('bulk', await load(shared));
  say('Apex REST', await order(shared));
  say('a job that nobody answers', await fault(() => shared.bulk.job('750000000000009AAA').check()));
  say('Apex REST that nobody answers', await fault(() => shared.apex.get('/shop/Nothing')));

  await operator('POST', '/clock/advance?by=7199s');
  say('idle for 7199 s', await load(shared));
  await operator('POST', '/clock/advance?by=7199s');
  say('used by the job', await order(shared));
  await operator('POST', '/clock/advance?by=7200s');
  say('idle for 7200 s', await fault(() => load(shared)));
  say('idle for 7200 s, Apex REST', await fault(() => order(shared)));
  const before = alice.accessToken;
  say('with its password', await load(alice));
  assert.notEqual(alice.accessToken, before);
  const last = sharing(alice);
  await alice.logout();
  say('after logout', await fault(() => load(last)));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
