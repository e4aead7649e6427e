/*
 * Futurama's sessions as a server that node-soap makes of the served WSDL.
 *
 *     node server.js FOLDER service.wsdl 2
 *
 * FOLDER is where node-soap was installed. It prints its address and serves until stdin ends, in as many processes as the last
 * argument says. Each has its own sessions in memory: a connection stays with one process, and so do the sessions begun on it.
 */
'use strict';
const cluster = require('cluster');
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const path = require('path');

const [folder, wsdl, workers] = process.argv.slice(2);
const life = 20 * 60 * 1000;

function primary() {
  let ready = 0;
  cluster.on('listening', (worker, { port }) => {
    if (++ready === Number(workers)) {
      console.log(`listening on 127.0.0.1:${port}`);
    }
  });
  cluster.on('exit', () => process.exit(1));
  for (let i = 0; i < Number(workers); i++) {
    cluster.fork();
  }
  process.stdin.on('end', () => process.exit(0)).resume(); // workers end with it
}

function worker() {
  const soap = require(path.resolve(folder, 'node_modules', 'soap'));
  const sessions = new Map();
  const idOf = ({ request }) => (request && request.SessionID) || '';
  const operations = {
    StartSession() {
      const id = crypto.randomBytes(12).toString('hex');
      const timeout = Date.now() + life;
      sessions.set(id, timeout);
      return { StartSessionResult: { Message: 'success', NextTimeout: new Date(timeout).toISOString(), SessionID: id } };
    },
    SessionKeepAlive(call) {
      const now = Date.now();
      const id = idOf(call);
      if (!(sessions.get(id) > now)) {
        return { SessionKeepAliveResult: { Message: 'No such session.' } };
      }
      sessions.set(id, now + life);
      return { SessionKeepAliveResult: { Message: 'success', NextTimeout: new Date(now + life).toISOString() } };
    },
    SessionEnd(call) {
      return { SessionEndResult: { Message: sessions.delete(idOf(call)) ? 'success' : 'No such session.' } };
    },
  };
  const server = http.createServer();
  server.keepAliveTimeout = 0; // without end
  server.on('connection', (socket) => socket.setNoDelay(true));
  soap.listen(server, {
    path: '/WebAPIService.svc',
    services: { WebAPIService: { BasicHttpBinding_IWebAPIService: operations } },
    xml: fs.readFileSync(wsdl, 'utf8'),
    enableChunkedEncoding: false, // fewer bytes
    callback(error) {
      if (error) {
        throw error;
      }
      server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
    },
  });
}

cluster.isPrimary ? primary() : worker();
