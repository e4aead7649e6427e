/*
 * What the programs of ../node-soap need of strong-soap; see client.js there, which says what each is for.
 */
'use strict';
const path = require('path');

class Client {
  static open(folder, wsdl, { login, endpoint, soap12 } = {}) {
    const { soap } = require(path.join(folder, 'node_modules/strong-soap'));
    const security = login && new soap.BasicAuthSecurity(...login);
    const headers = {};
    if (security) {
      security.addHttpHeaders(headers);
    }
    const options = { endpoint, wsdl_headers: headers };
    if (soap12) {
      options.forceSoapVersion = '1.2';
    }
    return new Promise((resolve, reject) => {
      soap.createClient(wsdl, options, (error, made) => {
        if (error) {
          reject(error);
          return;
        }
        const client = new Client();
        client.soap = made;
        client.security = soap.BasicAuthSecurity;
        client.login(login);
        client.soap.on('response', (body, response) => { client.status = response && response.statusCode; });
        resolve(client);
      });
    });
  }

  login(login) {
    this.soap.setSecurity(login && new this.security(...login));
  }

  get operations() {
    const [service] = Object.values(this.soap.wsdl.services);
    const [port] = Object.values(service.ports);
    return Object.keys(port.binding.operations).sort();
  }

  send(...blocks) {
    this.soap.clearSoapHeaders();
    blocks.forEach((block) => this.soap.addSoapHeader(block));
  }

  async call(operation, args) {
    this.answered = undefined;
    try {
      const { result, soapHeader } = await this.soap[operation](args || {});
      this.answered = soapHeader;
      return result;
    } catch (error) {
      this.answered = error.root && error.root.Envelope && error.root.Envelope.Header;
      throw error;
    }
  }

  get last() {
    return this.soap.lastResponse;
  }
}

function plain(value) {
  if (value === null || typeof value !== 'object' || value instanceof Date) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  const { $attributes, $value, ...members } = value;
  return $value === undefined ? Object.fromEntries(Object.entries(members).map(([k, v]) => [k, plain(v)])) : $value;
}

function faultOf(error) {
  if (!error.root || !error.root.Envelope) {
    throw error;
  }
  return plain(error.root.Envelope.Body.Fault);
}

module.exports = { Client, faultOf, plain, nil: null, attributesKey: '$attributes' };
