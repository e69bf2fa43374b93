import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../numbers.mjs';
import { microseconds, tokensIn } from './token.mjs';

/**
 * One turn of `tokens` tokens on each socket, begun one after the other within `spreadMs`. Answers how long the tokens
 * took from where they were sent, in milliseconds, and how many never came.
 */
export async function hearTurns(sockets, { tokens, spreadMs }) {
  const tookMs = [];
  const lost = await Promise.all(
    sockets.map(async (socket, index) => {
      await sleep((spreadMs * index) / sockets.length);
      return tokens - (await hearTurn(socket, tookMs));
    }),
  );
  return {
    p50: quantile(tookMs, 0.5),
    p99: quantile(tookMs, 0.99),
    lost: lost.reduce((sum, count) => sum + count, 0),
  };
}

/** Answers how many tokens came. A second copy of one, or one too late, is an error. */
function hearTurn(socket, tookMs) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const id = randomUUID();
  let [seq, last, heard] = [0, -1, 0];
  socket.onclose = ({ code }) => reject(new Error(`A socket was closed with ${code} in the middle of a turn.`));
  socket.onmessage = ({ data }) => {
    const now = microseconds();
    const frame = JSON.parse(data);
    if (frame.type === 'error') return reject(new Error(`A turn ended with ${data}`));
    if (frame.id !== id) return;
    if (frame.type === 'done') return resolve(heard);
    if (frame.seq !== seq++) reject(new Error(`After delta ${seq - 2} came ${frame.seq}.`));
    for (const [number, sentAt] of tokensIn(frame.text)) {
      if (number <= last) reject(new Error(`After token ${last} came ${number}.`));
      last = number;
      heard += 1;
      tookMs.push((now - sentAt) / 1000);
    }
  };
  socket.send(JSON.stringify({ type: 'turn', id, text: 'Tell me how toll roads began.' }));
  return promise;
}
