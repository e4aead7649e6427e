/*
 * A SQL Server session from beginning to end with node-soap or strong-soap, from the served WSDL.
 *
 *     node sqlserver.js FOLDER http://127.0.0.1:8080 http://127.0.0.1:8081 1.2
 *
 * FOLDER is where the client was installed, named as the client. The second address is the operator's API, which moves the
 * clock; the last is the version of SOAP. Each step prints what it saw; a surprise ends it all.
 */
'use strict';
const assert = require('assert').strict;
const path = require('path');

const [folder, url, admin, version] = process.argv.slice(2);
const { Client, faultOf, attributesKey } = require(`../${path.basename(folder)}/client.js`);
const { operator, say } = require('./say.js').to(admin);

const OPTIONS = 'http://schemas.microsoft.com/sqlserver/2004/SOAP/Options';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const TEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText';

/** One endpoint as one user, with a login of SQL Server's own if there is one. */
class Endpoint {
  static async open(at, { user = 'alice', password = 'soapstone', login } = {}) {
    const endpoint = new Endpoint();
    endpoint.client = await Client.open(folder, `${url}${at}?wsdl`, { login: [user, password], soap12: version === '1.2' });
    endpoint.login = login ? `<w:Security xmlns:w="${WSSE}"><w:UsernameToken><w:Username>${login[0]}</w:Username>`
      + `<w:Password Type="${TEXT}">${login[1]}</w:Password></w:UsernameToken></w:Security>` : '';
    return endpoint;
  }

  /** Runs a batch, in a session if there is something to say about one, and returns the whole answer. */
  batch(commands, session, parameters) {
    const blocks = [];
    if (session) {
      const attributes = Object.entries(session).map(([name, value]) => ` ${name}="${value}"`).join('');
      blocks.push(`<o:sqlSession xmlns:o="${OPTIONS}"${attributes}/>`);
    }
    this.client.send(...blocks, ...(this.login ? [this.login] : []));
    const args = { BatchCommands: commands };
    if (parameters) {
      args.Parameters = { SqlParameter: parameters };
    }
    return this.client.call('sqlbatch', args);
  }

  /** The attributes of the last answer's sqlSession in the order of their names, or "none" without one. */
  get session() {
    const header = this.client.answered;
    if (!header) {
      return 'none';
    }
    assert.deepEqual(Object.keys(header), ['sqlSession']);
    return Object.entries(header.sqlSession[attributesKey]).map(([name, value]) => `${name}=${value}`).sort().join(' ');
  }

  /** Starts a session and returns its id and its timeout. */
  async initiate(session) {
    const answer = await this.batch('', { initiate: true, ...session });
    assert.ok(!answer.sqlbatchResult, answer); // null or nothing, for an element without content
    const [, id, timeout] = /^sessionId=(\S+) timeout=(\d+)$/.exec(this.session);
    return [id, timeout];
  }

  /** The only column of the only row of a batch's result. */
  async value(commands, session, parameters) {
    const { sqlbatchResult: result } = await this.batch(commands, session, parameters);
    assert.deepEqual(Object.keys(result), ['SqlRowSet', 'SqlRowCount']);
    assert.equal([].concat(result.SqlRowCount)[0].Count, 1);
    const [rowset] = [].concat(result.SqlRowSet); // node-soap does without a list for one
    const columns = Object.values(rowset.diffgram.SqlRowSet1.row);
    assert.equal(columns.length, 1);
    return columns[0];
  }

  /** Runs a batch that must fail, and says how. */
  async fault(session) {
    let answer;
    try {
      answer = await this.batch('', session);
    } catch (error) {
      const fault = faultOf(error);
      const shown = version === '1.2' ? `${fault.Code.Value}, ${fault.Reason.Text}` : `${fault.faultcode}, ${fault.faultstring}`;
      return `fault ${shown}, header ${this.session}`;
    }
    assert.fail(`no fault: ${JSON.stringify(answer)}`);
  }
}

function parameter(attributes, Value) {
  return { [attributesKey]: attributes, Value };
}

async function main() {
  await operator('PUT', '/clock?frozen=true');
  await Endpoint.open('/sql/demo', { password: 'wrong' }).catch(({ message }) => {
    assert.match(message, /^Invalid WSDL URL: .* Code: 401/s);
    say('wsdl, wrong password', 'refused');
  });
  const demo = await Endpoint.open('/sql/demo');
  say('wsdl', demo.client.operations.join(' '));
  say('no session', `${await demo.value('SELECT @@LANGUAGE')}, header ${demo.session}`);
  let [id, timeout] = await demo.initiate({ timeout: 12 });
  say('initiate', `id of ${Buffer.from(id, 'base64').length} bytes, timeout ${timeout}`);
  assert.ok(!(await demo.batch('SET LANGUAGE French', { sessionId: id })).sqlbatchResult);
  const language = await demo.value('SELECT @@LANGUAGE', { sessionId: id });
  assert.equal(demo.session, `sessionId=${id}`);
  say('enlist', language);
  say('no session again', await demo.value('SELECT @@LANGUAGE'));
  let second;
  [second, timeout] = await demo.initiate({ timeout: 90 });
  assert.notEqual(second, id);
  say('initiate, above the cap', `timeout ${timeout}`);

  const text = { sqlDbType: 'NVarChar', maxLength: 20 };
  const question = parameter({ ...text, name: 'question' }, 'Noël');
  const answer = parameter({ ...text, name: 'answer', direction: 'InputOutput' }, '');
  say('parameter in', await demo.value('SELECT @question', { sessionId: id }, [question]));
  const { Parameters: { SqlParameter: outs } } = await demo.batch("SET @answer = @question + N' et adieu'",
    { sessionId: id }, [question, answer]);
  assert.equal(outs.length, 1);
  const out = outs[0][attributesKey];
  say('parameter out', `${out.direction} ${out.name} ${out.sqlDbType} ${outs[0].Value}`);
  say('parameter without maxLength', await demo.value('SELECT @word', { sessionId: id },
    [parameter({ name: 'word', sqlDbType: 'VarChar' }, 'hello')]));
  const { sqlbatchResult: failed } = await demo.batch('SELECT * FROM Missing', { sessionId: id });
  assert.deepEqual(Object.keys(failed), ['SqlMessage']);
  const [message] = [].concat(failed.SqlMessage);
  say('error of T-SQL', `${message.Number}, class ${message.Class}, ${message.Message}`);

  say('unknown id', await demo.fault({ sessionId: Buffer.alloc(16).toString('base64') }));
  say('another user', await (await Endpoint.open('/sql/demo', { user: 'bob' })).fault({ sessionId: id, terminate: true }));
  say('another endpoint', await (await Endpoint.open('/sql/other')).fault({ sessionId: id, terminate: true }));
  say('its owner', await demo.value('SELECT @@LANGUAGE', { sessionId: id }));

  const app = await Endpoint.open('/sql/demo', { login: ['app', 'soapstone'] });
  let ofApp;
  [ofApp, timeout] = await app.initiate();
  say('SQL login', `timeout ${timeout}`);
  say('its session without the login', await demo.fault({ sessionId: ofApp }));
  say('SQL login, wrong password', await (await Endpoint.open('/sql/demo', { login: ['app', 'wrong'] })).fault());
  const wrong = await Endpoint.open('/sql/demo');
  wrong.client.login(['alice', 'wrong']);
  await wrong.batch('').catch(() => {}); // strong-soap does not mind
  say('wrong password', wrong.client.status);

  const last = await demo.value('SELECT @@LANGUAGE', { sessionId: id, terminate: true });
  assert.equal(demo.session, `sessionId=${id} terminate=true`);
  say('terminate', last);
  say('use after the end', await demo.fault({ sessionId: id }));
  say('terminate again', await demo.fault({ sessionId: id, terminate: true }));
  await operator('POST', '/faults?system=sqlserver&do=drop-reply&times=1');
  await assert.rejects(demo.batch('', { sessionId: second, terminate: true }), /socket hang up|ECONNRESET/);
  say('terminate, answer lost, again', await demo.fault({ sessionId: second, terminate: true }));

  [id] = await demo.initiate({ timeout: 12 });
  await operator('POST', '/clock/advance?by=12s');
  await demo.batch('', { sessionId: id });
  say('idle for 12 s of 12', 'alive');
  await operator('POST', '/clock/advance?by=13s');
  say('idle for 13 s of 12', await demo.fault({ sessionId: id }));

  const none = await Endpoint.open('/sql/nosessions');
  say('sessions disabled', await none.fault({ initiate: true }));
  say('sessions disabled, none asked', await none.value('SELECT @@LANGUAGE'));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
