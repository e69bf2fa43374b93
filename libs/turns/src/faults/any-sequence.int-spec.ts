import { answers, cuts, fails, garbage, hangs, html, says, stalls, streams, type Behaviour } from '@app/llm/testing';
import { eventually } from '@app/platform/testing';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { TurnsApp } from '../testing/index.js';
import { endOf, textOf } from '../testing/watched-turn.js';

const PLANS = { free: { features: ['turns'], quotas: { turns_per_day: 100_000 } } };

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start({ plans: PLANS, timeouts: { first_token_ms: 300, gap_ms: 200, total_ms: 2000 } });
});
afterAll(() => app.close());

const WORKS: Record<string, Behaviour> = {
  answers: answers('Hello', ' world'),
  streams: streams(5, 'a', 'b', 'c', 'd', 'e'),
};
const FAILS: Record<string, Behaviour> = {
  cutEarly: cuts(),
  cutLate: cuts('Hel'),
  fails: fails(500),
  limits: fails(429, { 'retry-after': '1' }),
  refuses: fails(401),
  garbage: garbage(),
  hangs: hangs(),
  html: html(),
  nothing: says(''),
  stallsEarly: stalls(),
  stallsLate: stalls('Hel', 'lo'),
};
const BEHAVIOURS = { ...WORKS, ...FAILS };

/** What the client does: it waits for the end, stops the turn at once or after a delta, or loses its connection in it. */
const CLIENTS = ['waits', 'waits', 'stops', 'stops late', 'vanishes'] as const;
type Client = (typeof CLIENTS)[number];

// Most calls work, or the breaker would answer nearly all of them.
const behaviour = fc.oneof(
  { arbitrary: fc.constantFrom(...Object.keys(WORKS)), weight: 2 },
  { arbitrary: fc.constantFrom(...Object.keys(FAILS)), weight: 1 },
);
const turn = fc.record({ client: fc.constantFrom(...CLIENTS) });
const run = fc.record({
  upstream: fc.array(behaviour, { minLength: 1, maxLength: 24 }),
  // One list for each user: their turns come one after another, those of several users at once.
  users: fc.array(fc.array(turn, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
});

interface Row {
  status: string;
  answer: string;
  ended_at: Date | null;
}

const rowOf = async (id: string) => (await app.sql.query<Row[]>('SELECT * FROM turns WHERE id = $1', [id]))[0]!;

/** One turn as its user sees it. What a user sees is what is stored, and every turn ends. */
async function live(user: Awaited<ReturnType<TurnsApp['user']>>, client: Client): Promise<string> {
  const socket = await app.socket(user);
  const id = randomUUID();
  socket.send({ type: 'turn', id, text: 'Hi' });
  if (client === 'vanishes') {
    await eventually(() => rowOf(id));
    socket.vanish();
    return id;
  }
  if (client === 'stops late') await Promise.race([socket.next('delta', id), endOf(socket, id)]);
  if (client !== 'waits') socket.send({ type: 'cancel', id });
  await endOf(socket, id);
  const { status, answer } = await rowOf(id);
  expect([status, answer]).toEqual([expect.stringMatching(/^(completed|cancelled|failed)$/), textOf(socket, id)]);
  await socket.close();
  return id;
}

it('G4 F5 whatever the model and the clients do, what was paid is what had a token, and nothing goes on for ever', async () => {
  await fc.assert(
    fc.asyncProperty(run, async ({ upstream, users }) => {
      app.model.next(...upstream.map((name) => BEHAVIOURS[name]!));
      const lives = users.map(async (turns) => {
        const user = await app.user();
        const ids: string[] = [];
        for (const { client } of turns) ids.push(await live(user, client));
        return { user, ids };
      });
      const lived = await Promise.all(lives);
      await app.metricBecomes('turnpike_turns_in_progress', 0);
      app.model.forgetPlans();
      for (const { user, ids } of lived) {
        const rows = await Promise.all(ids.map(rowOf));
        expect(rows.filter(({ ended_at }) => ended_at === null)).toEqual([]);
        const withToken = rows.filter(({ answer }) => answer !== '').length;
        expect(await app.turnsUsed(user)).toBe(withToken);
      }
      const [{ running }] = await app.sql.query(`SELECT count(*)::int AS running FROM turns WHERE status = 'running'`);
      expect(running).toBe(0);
    }),
    { numRuns: 25, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false },
  );
  await Promise.all(app.model.exchanges.map(({ closed }) => closed));
}, 90_000);
