/*
 * What the programs of this folder need of node-soap. ../strong-soap/client.js has the same of strong-soap: the two are of
 * one family, and their programs are the same but for this.
 */
'use strict';
const path = require('path');

/** A client of one service, made of its WSDL, which is fetched with the user's password, too. */
class Client {
  /** Options: login [user, password], endpoint (instead of the WSDL's), soap12. */
  static async open(folder, wsdl, { login, endpoint, soap12 } = {}) {
    const soap = require(path.join(folder, 'node_modules/soap'));
    const security = login && new soap.BasicAuthSecurity(...login);
    const headers = {};
    if (security) {
      security.addHeaders(headers);
    }
    const client = new Client();
    client.soap = await soap.createClientAsync(wsdl, {
      endpoint, wsdl_headers: headers, handleNilAsNull: true, forceSoap12Headers: soap12,
    });
    client.security = soap.BasicAuthSecurity;
    client.login(login);
    client.soap.on('response', (body, response) => { client.status = response && response.status; });
    return client;
  }

  /** Says who the user is from now on: [user, password] for HTTP Basic, or nobody. */
  login(login) {
    this.soap.setSecurity(login && new this.security(...login));
  }

  /** The names of the operations of the only port. */
  get operations() {
    const [service] = Object.values(this.soap.describe());
    const [port] = Object.values(service);
    return Object.keys(port).sort();
  }

  /** Sends these header blocks, as XML, with each call from now on. */
  send(...blocks) {
    this.soap.clearSoapHeaders();
    blocks.forEach((block) => this.soap.addSoapHeader(block));
  }

  /** Runs an operation and returns what it answers; what the answer's header has is kept in answered. */
  async call(operation, args) {
    this.answered = undefined;
    try {
      // Without arguments at all, node-soap runs what has no parts in its message only for null.
      const [result, , header] = await this.soap[`${operation}Async`](args === undefined ? null : args);
      this.answered = header;
      return result;
    } catch (error) {
      this.answered = error.root && error.root.Envelope && error.root.Envelope.Header;
      throw error;
    }
  }

  /** The last answer as it came; the status of HTTP is in status. */
  get last() {
    return this.soap.lastResponse;
  }
}

/** A value without what its element has in attributes, of which node-soap makes members. */
function plain(value) {
  if (value === null || typeof value !== 'object' || value instanceof Date) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  const { attributes, $value, ...members } = value;
  return $value === undefined ? Object.fromEntries(Object.entries(members).map(([k, v]) => [k, plain(v)])) : $value;
}

/** The fault within an error: faultcode, faultstring and detail, or Code and Reason. What is no fault of SOAP is thrown on. */
function faultOf(error) {
  if (!error.root || !error.root.Envelope) {
    throw error;
  }
  return plain(error.root.Envelope.Body.Fault);
}

// What node-soap takes for null in an rpc call: of null itself it makes a TypeError there.
const nil = { attributes: { 'xsi:nil': 'true' } };

module.exports = { Client, faultOf, plain, nil, attributesKey: 'attributes' };
