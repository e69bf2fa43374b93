import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from '@app/protocol';
import { requestIdOf, toProblem, type AppError } from '@app/platform';
import { SECURITY_HEADERS } from '../headers/security-headers.js';

/** A refused client gets this long to read why. */
const LINGER_MS = 1000;

/** A refusal that is made below the framework, where no filter turns errors into answers. */
export interface Refusal {
  status: number;
  code: string;
  detail: string;
  headers?: Record<string, string>;
}

/** A refusal as problem details. */
export function refusalProblem({ status, code, detail }: Refusal, requestId: string): Problem {
  return {
    type: `urn:turnpike:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
    requestId,
  };
}

const refused = new WeakSet<Duplex>();

/** Whether a request on this connection was refused below the framework: it is about to close. */
export const isRefused = (socket: Duplex): boolean => refused.has(socket);

/** Refuses a request that Node has parsed and that will not reach the framework. */
export function refuseRequest(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  refused.add(request.socket);
  const body = JSON.stringify(refusalProblem(refusal, requestIdOf(request)));
  response.writeHead(refusal.status, { ...refusal.headers, ...entityHeaders(body), Connection: 'close' });
  response.end(body);
}

/** Refuses what came in on a socket, and closes it. Without a request there was nothing that could be parsed. */
export function refuseSocket(socket: Duplex, refusal: Refusal, request?: IncomingMessage): void {
  const requestId = request ? requestIdOf(request) : randomUUID();
  writeAndClose(socket, refusalProblem(refusal, requestId), refusal.headers);
}

/** Answers a WebSocket handshake with an error instead of the 101, and closes the socket. */
export function refuseUpgrade(socket: Duplex, request: IncomingMessage, error: AppError): void {
  const { retryAfterSeconds } = error;
  const headers = retryAfterSeconds === undefined ? undefined : { 'Retry-After': String(retryAfterSeconds) };
  writeAndClose(socket, toProblem(error, requestIdOf(request)), headers);
}

function writeAndClose(socket: Duplex, problem: Problem, headers: Record<string, string> = {}): void {
  if (socket.destroyed || socket.writableEnded) return;
  const body = JSON.stringify(problem);
  const all = [
    ...Object.entries({ ...headers, ...entityHeaders(body), Connection: 'close', 'X-Request-Id': problem.requestId }),
    ...SECURITY_HEADERS,
  ];
  const statusLine = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Error'}`;
  socket.end([statusLine, ...all.map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n'));
  // Closing at once, with bytes still unread, would reset the connection and lose the answer.
  socket.resume();
  const lingering = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(lingering));
}

const entityHeaders = (body: string) => ({
  Date: new Date().toUTCString(),
  'Content-Type': 'application/problem+json',
  'Content-Length': String(Buffer.byteLength(body)),
});
