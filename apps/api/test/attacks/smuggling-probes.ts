import { ORIGIN } from './stage.js';

/** A request within a request: should anything ever take it for one of its own, there is one account more. */
export function smuggled(): string {
  const body = JSON.stringify({ email: 'smuggled@example.com', password: 'correct horse battery staple 42' });
  return (
    head('POST /auth/signup HTTP/1.1', { 'Content-Type': 'application/json', 'Content-Length': String(body.length) }) +
    body
  );
}

const lines = (headers: Record<string, string>) =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
const head = (line: string, headers: Record<string, string>) =>
  `${line}\r\n${lines({ Host: 'localhost', Origin: ORIGIN, ...headers }).join('')}\r\n`;

/** A carrier with these headers (whole lines) and this body, then the request that must not be found in it. */
const carrier = (headers: string[], body: string) =>
  `POST /auth/logout HTTP/1.1\r\nHost: localhost\r\nOrigin: ${ORIGIN}\r\nContent-Type: application/json\r\n` +
  `${headers.map((line) => `${line}\r\n`).join('')}\r\n${body}${smuggled()}`;

const LAST = '0\r\n\r\n';
const chunked = (encoding: string, body = LAST) => carrier([encoding], body);
const chunks = (body: string) => chunked('Transfer-Encoding: chunked', body);
const length = (...values: string[]) =>
  carrier(
    values.map((value) => `Content-Length: ${value}`),
    'a',
  );
const line = (text: string) => `${text}\r\nHost: localhost\r\n\r\n${smuggled()}`;
const header = (text: string) => carrier(['Content-Length: 1', text], 'a');

/** Requests on whose end, or on whose target, two servers could disagree. */
export const SMUGGLING: [what: string, bytes: string][] = [
  // Where does the body end?
  ['CL.TE', carrier(['Content-Length: 6', 'Transfer-Encoding: chunked'], LAST)],
  ['TE.CL', carrier(['Transfer-Encoding: chunked', 'Content-Length: 4'], `5c\r\n${LAST}`)],
  ['CL.TE, folded', carrier(['Content-Length: 6', 'Transfer-Encoding:', ' chunked'], LAST)],
  ['TE.TE, an unknown one last', carrier(['Transfer-Encoding: chunked', 'Transfer-Encoding: x'], LAST)],
  ['TE.TE, an unknown one first', carrier(['Transfer-Encoding: x', 'Transfer-Encoding: chunked'], LAST)],
  ['TE.TE, twice the same', carrier(['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'], LAST)],
  ...[
    ...['xchunked', 'chunkedx', 'x', 'identity', 'gzip', '"chunked"', "'chunked'", 'chunked;q=1', 'chunked, identity'],
    ...[
      'identity, chunked',
      'gzip, chunked',
      'chunked, chunked',
      ', chunked',
      'chunked,',
      '\x0bchunked',
      'chunked\x0b',
    ],
    ...['\0chunked', 'chunk\xe9d', ''],
  ].map((encoding): [string, string] => [`TE: ${JSON.stringify(encoding)}`, chunked(`Transfer-Encoding: ${encoding}`)]),
  ['TE with a space before its colon', chunked('Transfer-Encoding : chunked')],
  ['TE with a tab before its colon', chunked('Transfer-Encoding\t: chunked')],
  ['TE that begins with a space', chunked(' Transfer-Encoding: chunked')],
  ['TE that begins with a tab', chunked('\tTransfer-Encoding: chunked')],
  ['TE with an odd name', chunked('Transfer_Encoding\0: chunked')],
  ['TE behind a bare CR', header('X: x\rTransfer-Encoding: chunked')],
  ['TE behind a bare LF', header('X: x\nTransfer-Encoding: chunked')],
  ['TE in HTTP/1.0', chunked('Transfer-Encoding: chunked').replace('HTTP/1.1', 'HTTP/1.0')],
  ...['+1', '-1', '1 1', '1, 1', '1,2', '0x1', '1e0', '1.0', '\x0b1', 'a', '', '١', '99999999999999999999'].map(
    (value): [string, string] => [`CL: ${JSON.stringify(value)}`, length(value)],
  ),
  ['two lengths, the same', length('1', '1')],
  ['two lengths', length('1', '0')],
  ['a length with a space before its colon', carrier(['Content-Length : 1'], 'a')],

  // Where does a chunk end?
  ...['-1', '0x1', '1 ', ' 1', '+1', 'g', '1_0', 'ffffffffffffffff1', '10000000000000001', ''].map(
    (size): [string, string] => [`a chunk of ${JSON.stringify(size)}`, chunks(`${size}\r\na\r\n${LAST}`)],
  ),
  ['a chunk whose size ends with LF', chunks(`1\na\r\n${LAST}`)],
  ['a chunk whose size ends with CR', chunks(`1\ra\r\n${LAST}`)],
  ['a chunk that ends with LF', chunks(`1\r\na\n${LAST}`)],
  ['a chunk that is longer than it says', chunks(`1\r\nabc\r\n${LAST}`)],
  ['a chunk extension that ends with LF', chunks(`1;x\na\r\n${LAST}`)],
  ['a chunk extension with a CR', chunks(`1;x\ry\r\na\r\n${LAST}`)],
  ['a chunk extension with a NUL', chunks(`1;x=\0\r\na\r\n${LAST}`)],
  ['a length among the trailers', chunks('0\r\nContent-Length: 5\r\n\r\n')],
  ['an encoding among the trailers', chunks('0\r\nTransfer-Encoding: x\r\n\r\n')],
  ['trailers that are none', chunks('0\r\nnone\r\n\r\n')],

  // Where do the headers end, and what do they say?
  ['a bare LF behind the request line', 'GET / HTTP/1.1\nHost: localhost\r\n\r\n' + smuggled()],
  ['a bare LF behind a header', 'GET / HTTP/1.1\r\nHost: localhost\nX: x\r\n\r\n' + smuggled()],
  ['a bare LF behind the headers', 'GET / HTTP/1.1\r\nHost: localhost\r\n\n' + smuggled()],
  ['a folded header', header('X: a\r\n b')],
  ['a header without a name', header(': x')],
  ['a header without a colon', header('X')],
  ['a header with a NUL', header('X: a\0b')],
  ['a header with an escape', header('X: a\x1bb')],
  ['a name with a control character', header('X\x01: a')],
  ['a name with a space', header('X Y: a')],
  ['a second Host', header('Host: evil.test')],
  ['a second Host, the same', header('Host: localhost')],
  [
    'a Host with a path',
    line('GET / HTTP/1.1\r\nHost: localhost/x').replace('\r\nHost: localhost\r\n\r\n', '\r\n\r\n'),
  ],
  ['no Host', `GET / HTTP/1.1\r\n\r\n${smuggled()}`],

  // What does the request line say?
  ...['\x01', '\0', '\t', '\x0b', '\x7f', '\x80', '\xff', '\x1b[31m'].map((character): [string, string] => [
    `a path with ${JSON.stringify(character)}`,
    line(`GET /x${character}y HTTP/1.1`),
  ]),
  ['a tab for a space', line('GET\t/\tHTTP/1.1')],
  ['a space too many', line('GET / x HTTP/1.1')],
  ['a space behind the version', line('GET / HTTP/1.1 ')],
  ['a bare CR', line('GET /\r HTTP/1.1')],
  ['a second request line', line('GET / HTTP/1.1\r\nGET /x HTTP/1.1')],
  ['another protocol', line('GET / HTTX/1.1')],
  ['another version', line('GET / HTTP/1.2')],
  ['a version of two digits', line('GET / HTTP/1.10')],
  ['the next version', line('GET / HTTP/2.0')],
  ['the version of long ago', line('GET / HTTP/0.9')],
  ['no version', line('GET /')],
  ['the greeting of HTTP/2', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${smuggled()}`],
  ['a method with a control character', line('GE\x01T / HTTP/1.1')],
];

/** What is allowed, if seldom seen, and read by all servers in one way: one request, and then one more. */
export const HONEST: [what: string, bytes: string][] = [
  ['a chunk extension', chunks(`1;a=b\r\n1\r\n${LAST}`)],
  ['a quoted chunk extension', chunks(`1;a="b;c"\r\n1\r\n${LAST}`)],
  ['trailers that would change headers', chunks('1\r\n1\r\n0\r\nHost: evil.test\r\nCookie: session=x\r\n\r\n')],
  ['leading zeros of a chunk', chunks(`0001\r\n1\r\n${LAST}`)],
  ['an encoding in capitals', chunked('TRANSFER-ENCODING: Chunked', `1\r\n1\r\n${LAST}`)],
  ['a length with spaces around it', carrier(['Content-Length:  1 '], '1')],
];
