/*
 * The sessions of TIBCO MFT from beginning to end with node-soap or strong-soap, from the served WSDLs.
 *
 *     node mft.js FOLDER http://127.0.0.1:8080 http://127.0.0.1:8081 multiRef
 *
 * FOLDER is where the client was installed, named as the client. The second address is the operator's API, which moves the
 * clock; the last word is the form of beans. Each step prints what it saw; a surprise ends it all.
 */
'use strict';
const assert = require('assert').strict;
const path = require('path');

const [folder, url, admin, beans] = process.argv.slice(2);
const { Client, faultOf, plain, nil } = require(`../${path.basename(folder)}/client.js`);
const { operator, say } = require('./say.js').to(admin);

const CONTROL = '/cfcc/control?view=services/';
const ids = [];

/** The operations of a service as one user, at the documented address instead of that of the WSDL. */
class Port {
  static async open(service, user, password = 'soapstone', at = CONTROL) {
    const port = new Port();
    port.client = await Client.open(folder, `${url}${at}${service}?WSDL`, {
      login: user && [user, password], endpoint: `${url}${at}${service}`,
    });
    return port;
  }

  /** Runs an operation and returns what its answer has within, whose every value comes with the attributes of its type. */
  async call(operation, args) {
    return plain(await this.client.call(operation, args))[`${operation}Return`];
  }

  session() {
    return this.call('getSession');
  }

  bw() {
    return this.call('getBWSession');
  }

  /** What an operation of type boolean says of a session, in the words of XML. */
  async yes(operation, sessionId, more) {
    const answer = String(await this.call(operation, { ...more, sessionId })); // to strong-soap it is a string
    assert.match(answer, /^(true|false)$/);
    return answer;
  }

  delete(deleteSessionId, sessionId) {
    return this.yes('deleteSessionId', sessionId, { deleteSessionId });
  }

  /** The sessions of a list. Neither client knows what an array is: its items are members of one name, or one such member. */
  async list(operation, sessionId) {
    const answer = await this.call(operation, { sessionId });
    const items = answer && answer[`${operation}Return`];
    return items === undefined ? [] : [].concat(items);
  }

  active(sessionId) {
    return this.list('listActiveSessionIds', sessionId);
  }

  expired(sessionId) {
    return this.list('getExpiredSessionIds', sessionId);
  }
}

function administrator(user, password) {
  return Port.open('AdministratorService', user, password);
}

function transfer(user, password) {
  return Port.open('FTService', user, password);
}

/** Keeps an id that was just issued, and lets a second pass: lists are in the order of birth. */
async function issued(id) {
  assert.ok(typeof id === 'string' && id.length > 0 && id.length <= 64, id);
  ids.push(id);
  await advance('1s');
  return id;
}

function items(sessions) {
  return `${sessions.length} items`;
}

function show(sessions) {
  return [items(sessions), ...sessions.map(showOne)].join('; ');
}

function showOne(s) {
  if (!s || Object.keys(s).length === 0) { // a bean with nothing in it is what strong-soap makes of null
    return 'null';
  }
  const at = s.sessionIDDate;
  const two = (n) => String(n).padStart(2, '0');
  return `#${ids.indexOf(s.sessionID) + 1} ${s.userID} ${s.addTerminatingNull} ${s.remoteIPAddress} ${at.year}-${two(at.month)}-`
    + `${two(at.day)} ${two(at.hour)}:${two(at.minute)}:${two(at.second)}`;
}

async function attempt(step, work) {
  let saw;
  try {
    saw = await work();
  } catch (error) {
    const { faultcode, faultstring } = faultOf(error);
    saw = `fault ${faultcode}, ${faultstring}`;
  }
  say(step, saw);
}

/** The four calls that need a right. The one session that is to be deleted is none. */
async function attempts(who, port, id) {
  await attempt(`${who} lists active`, async () => items(await port.active(id)));
  await attempt(`${who} lists expired`, async () => items(await port.expired(id)));
  await attempt(`${who} deletes expired`, () => port.yes('deleteExpiredSessionIds', id));
  await attempt(`${who} deletes`, () => port.delete('none', id));
}

function advance(by) {
  return operator('POST', `/clock/advance?by=${by}`);
}

async function main() {
  await operator('POST', `/systems/mft/reset?set=beans=${beans}`);
  await operator('PUT', '/clock?frozen=true&now=2014-07-11T12:00:00Z');

  const port = await administrator('admin');
  say('wsdl', port.client.operations.join(' '));
  await attempt('wrong password', async () => (await administrator('admin', 'wrong')).session());
  await attempt('wrong password, BW', async () => (await administrator('admin', 'wrong')).bw());
  await attempt('no such user', async () => (await administrator('nobody')).session());
  await attempt('no password', async () => (await administrator()).session());

  const one = await issued(await (await administrator('TransferUser')).session());
  const two = await issued(await (await administrator('AuditorUser')).bw());
  await advance('9m58s');
  const plainId = await issued(await port.session());
  const bw = await issued(await port.bw());
  const help = await issued(await (await administrator('HelpDeskUser')).session());
  const viewer = await issued(await (await administrator('Viewer')).session());
  say('sessions', new Set(ids).size);

  say('validate', await port.yes('validateSession', plainId));
  say('validate none', await port.yes('validateSession', 'none'));
  say('validate null', await port.yes('validateSession', nil));
  say('active', show(await port.active(plainId)));
  say('beans', port.client.last.includes(' href="#') ? 'multiRef' : 'inline');
  say('active, BW', show(await port.active(bw)));
  say('nothing expired', show(await port.expired(plainId)));
  say('nothing expired, BW', show(await port.expired(bw)));

  await attempts('TransferUser', port, one);
  await attempts('AuditorUser', port, two);
  await attempts('Viewer', port, viewer);
  await attempts('HelpDeskUser', port, help);
  const department = await issued(await (await administrator('DeptAdmin')).session());
  const sales = await issued(await (await administrator('SalesUser')).bw());
  say('DeptAdmin sees', show(await port.active(department)));
  await attempts('DeptAdmin', port, department);

  await advance('19m54s');
  say('idle for 30m of 30m', await port.yes('validateSession', one));
  await advance('1s');
  say('idle for 30m1s of 30m', await port.yes('validateSession', one));
  await advance('1s');
  say('expired', show(await port.expired(plainId)));
  say('expired, BW', show(await port.expired(bw)));
  await attempts('expired', port, one);
  say('delete one expired', await port.delete(one, help));
  await attempt('delete it again', () => port.delete(one, help));
  say('expired, BW', show(await port.expired(bw)));
  say('delete expired', await port.yes('deleteExpiredSessionIds', plainId));
  say('expired', show(await port.expired(plainId)));
  say('delete one active', await port.delete(viewer, plainId));
  say('validate', await port.yes('validateSession', viewer));
  await attempts('deleted', port, viewer);

  await advance('10m5s');
  say('expired, BW', show(await port.expired(bw)));
  await attempt('FT, wrong password', async () => (await transfer('TransferUser', 'wrong')).session());
  say('FT purged nothing', items(await port.expired(bw)));
  const file = await transfer('TransferUser');
  const third = await issued(await file.session());
  say('FT purges', show(await port.expired(bw)));
  say('active, BW', show(await port.active(bw)));
  say('FT validates', [await file.yes('validateSession', third), await file.yes('validateSession', bw),
    await file.yes('validateSession', sales)].join(', '));
  say('FT closes', [await file.yes('closeSession', third), await file.yes('closeSession', third),
    await port.yes('validateSession', third)].join(', '));

  say('close', await port.yes('closeSession', bw));
  say('close again', await port.yes('closeSession', bw));
  say('validate', await port.yes('validateSession', bw));
  await attempts('closed', port, bw);
  await advance('19m54s');
  say('listed after 30m of 30m', show(await port.active(plainId)));
  await advance('30m');
  say('and after 30m more', show(await port.active(plainId)));
  await advance('30m1s');
  await attempts('too late', port, plainId);
  say('close too late', [await port.yes('closeSession', plainId), await port.yes('closeSession', plainId)].join(', '));

  // The path of Axis itself, which is the one that the WSDL has.
  const direct = await Port.open('AdministratorService', 'admin', 'soapstone', '/cfcc/services/');
  say('again', show(await direct.active(await issued(await direct.session()))));

  await operator('POST', '/systems/mft/reset?set=badCredentials=401');
  const wrong = await administrator('admin', 'wrong');
  await wrong.client.call('getSession').catch(() => {}); // strong-soap does not mind
  say('wrong password, the other choice', wrong.client.status);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
