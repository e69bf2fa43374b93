// The other end of the sockets, in a process of its own: its work must not delay what is measured.
import { WebSocket } from 'ws';
import { echoAtRate, echoFlatOut } from './turns/send-echoes.mjs';
import { hearTurns } from './turns/hear-turns.mjs';

const OPENING_AT_ONCE = 32;
const sockets = [];
const jobs = {
  open,
  held: () => sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length,
  turns: (options) => hearTurns(sockets, options),
  echoFlatOut: (options) => echoFlatOut(sockets, options),
  echoAtRate: (options) => echoAtRate(sockets, options),
};

process.on('message', async ({ job, options }) => {
  try {
    process.send({ result: await jobs[job](options) });
  } catch (error) {
    process.send({ error: error.message });
  }
});
process.on('disconnect', () => process.exit());
// Ready.
process.send({});

/** Opens one socket for each of the cookies. */
async function open({ url, origin, cookies }) {
  const left = cookies.values();
  const lane = async () => {
    for (const cookie of left) sockets.push(await openOne(url, { origin, cookie }));
  };
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, lane));
}

function openOne(url, headers) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  socket.on('open', () => resolve(socket)).on('error', reject);
  return promise;
}
