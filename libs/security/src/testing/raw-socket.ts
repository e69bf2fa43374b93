import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** An answer as it came over the wire; names are in lower case, and one that came twice has two values. */
export interface RawAnswer {
  status: number;
  headers: Map<string, string[]>;
  body: string;
}

/** A request that may say anything, which ordinary clients would refuse to send. */
export interface RawRequest {
  method?: string;
  target: string;
  /** One after another; a name may come twice, and nothing is checked or encoded. */
  headers?: [name: string, value: string][];
  body?: string | Uint8Array;
}

/** Sends these bytes to a server on loopback and reads what it says until it closes the connection. */
export async function speak(port: number, request: string | Uint8Array): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(request);
  return parseAnswer(await text(socket));
}

/** The bytes of a request on a connection that ends with its answer. */
export function bytesOf({ method = 'GET', target, headers = [], body }: RawRequest): Uint8Array {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const content = Buffer.from(body ?? '');
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Connection: close',
    ...(given.has('host') ? [] : ['Host: localhost']),
    ...(body === undefined ? [] : [`Content-Length: ${content.length}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), content]);
}

/**
 * Every answer that comes on one connection to these bytes, until the server closes it. None of them may be to a HEAD.
 * With `pieceBytes` they are sent in pieces of so many.
 */
export async function converse(port: number, requests: string | Uint8Array, pieceBytes?: number): Promise<RawAnswer[]> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => undefined);
  const bytes = Buffer.from(requests);
  for (let at = 0; at < bytes.length; at += pieceBytes ?? bytes.length)
    socket.write(bytes.subarray(at, at + (pieceBytes ?? bytes.length)));
  const answers: RawAnswer[] = [];
  for (let rest = Buffer.concat(await socket.toArray().catch(() => [])); rest.length > 0;) {
    const answer = parseAnswer(rest.toString('latin1'));
    const isBare = answer.status < 200 || answer.status === 204 || answer.status === 304;
    const body = answer.body.slice(0, isBare ? 0 : Number(answer.headers.get('content-length') ?? Infinity));
    answers.push({ ...answer, body });
    rest = rest.subarray(rest.length - answer.body.length + body.length);
  }
  return answers;
}

function parseAnswer(answer: string): RawAnswer {
  const end = answer.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = answer.slice(0, end).split('\r\n');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(line.indexOf(':') + 1).trim()]);
  }
  return { status: Number(statusLine.split(' ')[1]), headers, body: answer.slice(end + 4) };
}
