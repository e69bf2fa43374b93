import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** What `PUBLIC_URL` is for the application whose answers are counted, and the one other origin that it lists. */
export const ORIGIN = 'http://localhost:8000';
export const LISTED_ORIGIN = 'https://partner.example.com';

type Headers = Record<string, string>;

/** Header lines. */
export const lines = (headers: Headers): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');

/** A request without a body, on a connection that ends with its answer. */
export const ask = (method: string, target: string, headers: Headers = {}): string =>
  `${method} ${target} HTTP/1.1\r\n${lines({ Host: 'localhost', Connection: 'close', ...headers })}\r\n`;

export const get = (target: string, headers?: Headers): string => ask('GET', target, headers);

/** What a browser sends when somebody follows a link. */
export const visit = (target: string, headers?: Headers): string =>
  get(target, { 'Sec-Fetch-Mode': 'navigate', Accept: 'text/html', ...headers });

/** A request with a JSON body from one of our own pages. */
export function send(method: string, target: string, body: unknown, headers?: Headers): string {
  const json = typeof body === 'string' ? body : JSON.stringify(body);
  const described = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(json)),
    Origin: ORIGIN,
  };
  return ask(method, target, { ...described, ...headers }) + json;
}

export const post = (target: string, body: unknown, headers?: Headers): string => send('POST', target, body, headers);

/** A handshake and, should it be accepted, the frame that closes the socket again. */
export const handshake = (headers: Headers = {}, target = '/ws'): string =>
  get(target, {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  }) + '\x88\x80\0\0\0\0';

/** Everything that is said on a connection, cut or not. */
export async function overhear(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(request);
  return text(socket);
}
