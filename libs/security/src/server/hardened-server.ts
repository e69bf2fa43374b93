import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { StampedResponse } from '../headers/stamped-response.js';
import { findMalformation } from './malformed-request.js';
import { isRefused, refuseRequest, refuseSocket } from './refusal.js';
import { refuseClient } from './refuse-client.js';
import { WaitingConnections } from './waiting-connections.js';

/** What a deployment may want otherwise. */
export interface HardenedServerOptions {
  /** Sockets at once, WebSockets included. Those that only keep us waiting may be half of them. */
  maxConnections?: number;
  headersTimeoutMs?: number;
  requestTimeoutMs?: number;
  /** How long a connection may be idle between two requests. */
  keepAliveTimeoutMs?: number;
  /** How long somebody may leave an answer unread. */
  readTimeoutMs?: number;
}

const noTunnels = {
  status: 405,
  code: 'method_not_allowed',
  detail: 'CONNECT is not supported.',
  headers: { Allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' },
};
const unmetExpectation = { status: 417, code: 'expectation_failed', detail: 'Only Expect: 100-continue is supported.' };

/**
 * An HTTP server whose every answer carries the security headers, those included that Node writes by itself, and that
 * waits for nobody without end.
 */
export function createHardenedServer(handler: RequestListener, options: HardenedServerOptions = {}): Server {
  const { maxConnections = 20_000, headersTimeoutMs = 10_000, requestTimeoutMs = 30_000 } = options;
  // Longer than proxies keep theirs (a minute, mostly): the one who closes should be the one who sends.
  const { keepAliveTimeoutMs = 65_000, readTimeoutMs = 60_000 } = options;
  const settings = {
    ServerResponse: StampedResponse,
    maxHeaderSize: 16 * 1024,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, headersTimeoutMs),
    // Node's own answer to a missing Host says nothing; ours comes from `findMalformation`.
    requireHostHeader: false,
    // Clients may offer HTTP/2 (`Upgrade: h2c`) on any request; only WebSockets leave HTTP.
    shouldUpgradeCallback: (request: IncomingMessage) => {
      const leaves = /^websocket$/i.test(request.headers.upgrade ?? '') && findMalformation(request) === null;
      if (leaves) waiting.release(request.socket);
      return leaves;
    },
  };
  const waiting = new WaitingConnections(Math.ceil(maxConnections / 2));
  const server: Server = createServer(settings, (request: IncomingMessage, response: ServerResponse) => {
    // After a refusal nothing that follows on the connection is a request that anybody can be sure of.
    if (isRefused(request.socket)) return;
    waiting.heard(request, response);
    const malformation = findMalformation(request);
    if (malformation) refuseRequest(request, response, malformation);
    else handler(request, response);
  });
  server.maxConnections = maxConnections;
  server.timeout = readTimeoutMs;
  waiting.watch(server);
  server.on('clientError', refuseClient);
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    refuseRequest(request, response, unmetExpectation),
  );
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    refuseSocket(socket, noTunnels, request);
  });
  return server;
}
