import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { StampedResponse } from '../headers/stamped-response.js';
import { refuseRequest, refuseSocket, type Refusal } from './refusal.js';

/** What a deployment may want otherwise. */
export interface HardenedServerOptions {
  /** Sockets at once, WebSockets included. */
  maxConnections?: number;
  headersTimeoutMs?: number;
  requestTimeoutMs?: number;
}

const badRequest = { status: 400, code: 'invalid_request', detail: 'This is not a well-formed HTTP request.' };
const noHost = { status: 400, code: 'invalid_request', detail: 'The Host header is missing.' };
const noTunnels = {
  status: 405,
  code: 'method_not_allowed',
  detail: 'CONNECT is not supported.',
  headers: { Allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' },
};
const unmetExpectation = { status: 417, code: 'expectation_failed', detail: 'Only Expect: 100-continue is supported.' };

const BY_PARSER_ERROR: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'headers_too_large', detail: 'URL and headers are larger than 16 KB.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, code: 'too_large', detail: 'The request is too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'request_timeout', detail: 'The request did not arrive in time.' },
};

/**
 * An HTTP server whose every answer carries the security headers, those included that Node writes by itself, and that
 * waits for nobody without end.
 */
export function createHardenedServer(handler: RequestListener, options: HardenedServerOptions = {}): Server {
  const { maxConnections = 20_000, headersTimeoutMs = 10_000, requestTimeoutMs = 30_000 } = options;
  const settings = {
    ServerResponse: StampedResponse,
    maxHeaderSize: 16 * 1024,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(2000, headersTimeoutMs),
    // Node's own answer to a missing Host says nothing; ours is below.
    requireHostHeader: false,
    // Clients may offer HTTP/2 (`Upgrade: h2c`) on any request; only WebSockets leave HTTP.
    shouldUpgradeCallback: (request: IncomingMessage) => /^websocket$/i.test(request.headers.upgrade ?? ''),
  };
  const server: Server = createServer(settings, (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers.host === undefined && request.httpVersion === '1.1') refuseRequest(request, response, noHost);
    else handler(request, response);
  });
  server.maxConnections = maxConnections;
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

function refuseClient(error: NodeJS.ErrnoException, socket: Duplex): void {
  const answering = (socket as { _httpMessage?: ServerResponse })._httpMessage;
  // In the middle of an answer a second one would only garble the first.
  if (error.code === 'ECONNRESET' || !socket.writable || answering?.headersSent) socket.destroy();
  else refuseSocket(socket, BY_PARSER_ERROR[error.code ?? ''] ?? badRequest);
}
