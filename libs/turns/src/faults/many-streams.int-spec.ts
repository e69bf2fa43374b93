import type { Behaviour } from '@app/llm/testing';
import { eventually } from '@app/platform/testing';
import type { SignedInUser } from '@app/auth/testing';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { TurnsApp, type TestSocket } from '../testing/index.js';
import { textOf } from '../testing/watched-turn.js';

const SOCKETS = 200;
const TOKENS = 200;
const PER_USER = 3;
const AT_ONCE = 20;
const PAUSE_MS = 20;
const PLANS = { free: { features: ['turns'], quotas: { turns_per_day: 100 } } };

const wordsFor = (name: string) => Array.from({ length: TOKENS }, (_, n) => `${name}.${n} `);

/** Answers a message with `TOKENS` words of its own, 50 a second. In the middle it waits until everybody is there. */
function streamsTo(everybody: Promise<void>): Behaviour {
  const send = (content: string) => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
  return async ({ body, response }) => {
    const words = wordsFor(body.messages.at(-1)!.content);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const [n, word] of words.entries()) {
      if (n === TOKENS / 2) await everybody;
      response.write(send(word));
      await wait(PAUSE_MS);
    }
    const usage = { prompt_tokens: 7, completion_tokens: words.length };
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage })}\n\n`);
    response.end('data: [DONE]\n\n');
  };
}

interface Stream {
  id: string;
  name: string;
  user: SignedInUser;
  socket: TestSocket;
}

let app: TurnsApp;
beforeAll(async () => {
  // Those that are early wait in the middle for the others, on a busy machine for long.
  app = await TurnsApp.start({ plans: PLANS, timeouts: { gap_ms: 200_000, total_ms: 200_000 } });
});
afterAll(() => app.close());

async function openStreams(): Promise<Stream[]> {
  const users = await Promise.all(Array.from({ length: Math.ceil(SOCKETS / PER_USER) }, () => app.user()));
  return Promise.all(
    Array.from({ length: SOCKETS }, async (_, n) => {
      const user = users[Math.floor(n / PER_USER)]!;
      return { id: randomUUID(), name: `s${n}`, user, socket: await app.socket(user) };
    }),
  );
}

/** Asks the routes again and again until told to stop; returns every answer that is not 200, and how many were. */
function visitRoutes({ user }: Stream) {
  let stopped = false;
  const seen = { well: 0, wrong: [] as string[] };
  const visits = (async () => {
    const url = await app.nest.getUrl();
    while (!stopped) {
      // Not whether it is ready: that has a limit of a second, which a busy machine may take.
      for (const path of ['/auth/me', '/conversations', '/billing/status']) {
        const { status } = await fetch(url + path, { headers: { cookie: user.cookie } });
        if (status === 200) seen.well += 1;
        else seen.wrong.push(`${path} ${status}`);
      }
    }
  })();
  return async () => {
    stopped = true;
    await visits;
    return seen;
  };
}

it('F5 W4 two hundred streams of fifty tokens a second lose nothing, hold no connection, and leave other routes alone', async () => {
  const everybody = Promise.withResolvers<void>();
  app.model.always(streamsTo(everybody.promise));
  const streams = await openStreams();
  const stopVisiting = visitRoutes(streams[0]!);
  // Not all in one moment: how a burst of beginnings shares the database is another question.
  for (let n = 0; n < SOCKETS; n += AT_ONCE) {
    const some = streams.slice(n, n + AT_ONCE);
    for (const { socket, id, name } of some) socket.send({ type: 'turn', id, text: name });
    await Promise.all(some.map(({ socket, id }) => socket.next('delta', id)));
  }

  // All of them are in the middle of their answers, and none needs the database for that.
  await Promise.all(
    streams.map(({ socket, id }) => eventually(() => socket.deltas(id).length === TOKENS / 2, 120_000)),
  );
  expect(await app.metric('turnpike_turns_in_progress')).toBe(SOCKETS);
  const pool = (app.sql.driver as unknown as { master: Pool }).master;
  await eventually(() => pool.waitingCount === 0 && pool.totalCount - pool.idleCount <= 1);
  everybody.resolve();

  const ends = await Promise.all(streams.map(({ socket, id }) => socket.next('done', id)));
  const visits = await stopVisiting();
  expect(visits.wrong).toEqual([]);
  expect(visits.well).toBeGreaterThan(0);

  expect(ends.filter(({ usage }) => usage.inputTokens !== 7 || usage.outputTokens !== TOKENS)).toEqual([]);
  for (const { socket, id, name } of streams) {
    expect(socket.deltas(id)).toEqual(wordsFor(name).map((word, seq) => [seq, word]));
    expect(textOf(socket, id)).toBe(wordsFor(name).join(''));
  }
  const rows = await app.sql.query<{ id: string; answer: string; status: string; output_tokens: number }[]>(
    'SELECT id, answer, status, output_tokens FROM turns',
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  for (const { id, name } of streams)
    expect(stored.get(id)).toEqual({ id, answer: wordsFor(name).join(''), status: 'completed', output_tokens: TOKENS });
  await app.metricBecomes('turnpike_turns_in_progress', 0);
}, 240_000);
