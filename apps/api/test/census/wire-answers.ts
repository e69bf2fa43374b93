import type { Answer } from './http-answers.js';
import { get, post } from './requests.js';

const HOST = 'Host: localhost\r\n';
const chunked = (body: string, more = '') =>
  `POST /auth/login HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n${more}\r\n${body}`;

/** What is refused before it is a request that anybody could handle, by Node or by the server around it. */
export const WIRE_ANSWERS: Answer[] = [
  ['no request at all', 400, () => 'NONSENSE\r\n\r\n'],
  ['a method that is none', 400, () => 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a method in small letters', 400, () => 'get / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['bytes of TLS', 400, () => '\x16\x03\x01\x02\0\x01'],
  ['a version that is none', 400, () => 'GET / HTTP/1.2\r\nHost: x\r\n\r\n'],
  ['the next version', 400, () => 'GET / HTTP/2.0\r\nHost: x\r\n\r\n'],
  ['the greeting of HTTP/2', 400, () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a version from long ago', 400, () => 'GET / HTTP/0.9\r\n\r\n'],
  ['no version', 400, () => 'GET /\r\n\r\n'],
  ['no Host', 400, () => 'GET / HTTP/1.1\r\n\r\n'],
  ['two Hosts', 400, () => `GET / HTTP/1.1\r\n${HOST}Host: evil.test\r\n\r\n`],
  ['a Host that is none', 400, () => 'GET / HTTP/1.1\r\nHost: a@b/c\r\n\r\n'],
  ['an authority for a path', 400, () => 'GET localhost:80 HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a URL of another scheme', 400, () => get('ftp://localhost/')],
  ['an asterisk for a path', 400, () => get('*')],
  ['a NUL in the path', 400, () => get('/\0')],
  ['a path that is not ASCII', 400, () => get('/\xff')],
  ['an escape in a header', 400, () => get('/', { 'X-Odd': '\x1b[31m' })],
  ['a folded header', 400, () => `GET / HTTP/1.1\r\n${HOST}X-Odd: a\r\n b\r\n\r\n`],
  ['lines that end without CR', 400, () => 'GET / HTTP/1.1\nHost: x\n\n'],
  ['a length and chunks', 400, () => chunked('0\r\n\r\n', 'Content-Length: 5\r\n')],
  ['two lengths', 400, () => `POST / HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`],
  ['a length that is none', 400, () => `POST / HTTP/1.1\r\n${HOST}Content-Length: +1\r\n\r\na`],
  ['a chunk that is none', 400, () => chunked('zz\r\n\r\n')],
  ['another transfer encoding', 400, () => chunked('0\r\n\r\n', '').replace('chunked', 'gzip, chunked')],
  ['chunks in HTTP/1.0', 400, () => chunked('0\r\n\r\n').replace('HTTP/1.1', 'HTTP/1.0')],
  ['headers that end too soon', 408, () => `GET / HTTP/1.1\r\n${HOST}`],
  [
    'a body that ends too soon',
    408,
    () => chunked('5\r\nab', 'Content-Type: application/json\r\nOrigin: http://localhost:8000\r\n'),
  ],
  ['a tunnel', 405, () => 'CONNECT other.test:443 HTTP/1.1\r\nHost: other.test:443\r\n\r\n'],
  ['a tunnel to a path', 405, () => 'CONNECT / HTTP/1.1\r\nHost: x\r\n\r\n'],
  [
    'extensions of chunks without end',
    413,
    () => chunked(`1;${'x'.repeat(17_000)}\r\n`, 'Content-Type: application/json\r\nOrigin: http://localhost:8000\r\n'),
  ],
  ['an expectation that cannot be met', 417, () => get('/', { Expect: 'a-miracle' })],
  ['headers that are too large', 431, () => get('/', { 'X-Long': 'x'.repeat(17_000) })],
  ['a URL that is too large', 431, () => get(`/${'x'.repeat(17_000)}`)],
  ['too many headers', 431, () => `GET / HTTP/1.1\r\n${HOST}Connection: close\r\n${'a:\r\n'.repeat(3000)}\r\n`],
  [
    'more than Connection: close allows',
    401,
    () => post('/auth/login', { email: 'nobody@example.com', password: 'not-the-password-of-anybody' }) + get('/'),
  ],
];
