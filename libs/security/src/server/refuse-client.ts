import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { refuseSocket, type Refusal } from './refusal.js';

const badRequest = { status: 400, code: 'invalid_request', detail: 'This is not a well-formed HTTP request.' };

const BY_ERROR: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'headers_too_large', detail: 'URL and headers are larger than 16 KB.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, code: 'too_large', detail: 'The request is too large.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'request_timeout', detail: 'The request did not arrive in time.' },
};

/** What Node knows of a connection: the answer that is being given on it, and the request that came last. */
type Connection = Duplex & { _httpMessage?: ServerResponse; parser?: { incoming?: IncomingMessage } | null };

/**
 * For `clientError`: answers what no request could be made of. Every request gets one answer, in the order they came.
 * It is for Fastify's `clientErrorHandler` too, or Fastify would answer beside us, without the headers.
 */
export function refuseClient(error: NodeJS.ErrnoException, socket: Duplex): void {
  const { _httpMessage: answering, parser } = socket as Connection;
  if (error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  // All has been said, and the connection is about to close.
  if (!socket.writable) return;
  // What came before was in order: it gets its answer first.
  if (answering?.req.complete) {
    socket.pause();
    answering.once('close', () => refuseClient(error, socket));
    return;
  }
  const isAnswered = answering ? answering.headersSent : parser?.incoming?.complete === false;
  if (isAnswered) socket.destroy();
  else refuseSocket(socket, BY_ERROR[error.code ?? ''] ?? badRequest);
}
