import { CLOSE, MAX_FRAME_BYTES } from '../frames.js';

/** Why the server closes a socket, by the close code. */
export const CLOSE_WORDS: Record<(typeof CLOSE)[keyof typeof CLOSE], string> = {
  [CLOSE.normal]: 'Somebody is done. Nothing went wrong.',
  [CLOSE.policy]: 'The session has ended, or the client broke the rules: three broken frames, too many pings.',
  [CLOSE.tooBig]: `A message was larger than ${MAX_FRAME_BYTES} bytes.`,
  [CLOSE.restart]: 'The server restarts. Open a new socket after a short random while and go on.',
  [CLOSE.slowReader]: 'The client reads so slowly that too much has piled up for it.',
};

/** What a handshake may be refused with, by the status of the answer. */
export const REFUSALS: Record<number, string> = {
  400: 'It is no WebSocket handshake, version 13.',
  401: 'Nobody is signed in: no cookie and no bearer, or one that is not valid any more.',
  403: 'The `Origin` is a foreign one, or there is none beside cookies.',
  404: 'There is no socket on this path.',
  429: 'Too many sockets of this user or this network are open, or too many handshakes of the network were refused.',
  503: 'The server is stopping, or nobody can say right now who is calling and what their plan is.',
};

const list = (words: Record<number, string>) =>
  Object.entries(words)
    .map(([code, meaning]) => `- **${code}**: ${meaning}`)
    .join('\n');

/** The rules of the socket that no schema can say. */
export const SOCKET_RULES = `
One socket carries the turns of one signed-in user. A turn is one message and the model's streamed answer.
Frames are JSON text of at most ${MAX_FRAME_BYTES} bytes.

## Opening
Cookies or a bearer token and the \`Origin\` are checked before the 101. Browsers send both by themselves; with a bearer
token the \`Origin\` may be missing, and a foreign one is refused. A refusal is an RFC 9457 problem with a \`code\`:
${list(REFUSALS)}

A 429 and a 503 say in \`Retry-After\` when to come back.

## Turns
- \`id\` is made by the client, a new UUID for each message. It makes sending again harmless: the id of a finished turn
  brings its stored answer once more and costs nothing, on this socket or another, on this server or another.
- The id of a running turn joins it: what there is of the answer comes first, then the rest as it is written.
- The id of a failed turn tries again, and pays again.
- \`seq\` numbers the deltas of a turn: 0, 1, 2, … without a gap. A replay has the same numbers for the same words, so a
  client that was cut off sends the same \`turn\` frame once more, ignores every \`seq\` that it has seen, and neither
  loses nor doubles text. Only a turn that is tried again begins at 0 with other words.
- Every turn ends with exactly one \`done\` or \`error\` that carries its \`id\`.
- One turn runs at a time on a socket, and three of one user. A turn goes on to its end when its socket closes.
- A turn that fails or is stopped before its first delta costs nothing; after it, it counts.

## Closing
${list(CLOSE_WORDS)}
`.trim();
