import type { Answer } from './http-answers.js';
import { handshake, ORIGIN } from './requests.js';

const Origin = ORIGIN;

/** What a handshake gets. */
export const SOCKET_ANSWERS: Answer[] = [
  ['an open socket', 101, ({ user }) => handshake({ Origin, Cookie: user.cookie })],
  ['an open socket of a bearer', 101, ({ user }) => handshake({ Authorization: user.bearer })],
  ['no key', 400, ({ user }) => handshake({ Origin, Cookie: user.cookie, 'Sec-WebSocket-Key': 'x' })],
  ['a version that is not ours', 400, () => handshake({ Origin, 'Sec-WebSocket-Version': '12' })],
  ['subprotocols that are none', 400, () => handshake({ Origin, 'Sec-WebSocket-Protocol': '{}' })],
  ['another method', 400, () => handshake({ Origin }).replace('GET', 'POST')],
  ['two Hosts', 400, () => handshake({ Origin, HOST: 'evil.test' })],
  ['nobody', 401, () => handshake({ Origin })],
  ['a bad bearer', 401, () => handshake({ Authorization: 'Bearer x' })],
  ['a foreign page', 403, ({ user }) => handshake({ Origin: 'http://evil.test', Cookie: user.cookie })],
  ['cookies and no origin', 403, ({ user }) => handshake({ Cookie: user.cookie })],
  ['another path', 404, () => handshake({ Origin }, '/elsewhere')],
  ['the path of an answer', 404, () => handshake({ Origin }, '/auth/me')],
];
