import type { SignedInUser } from '@app/auth/testing';
import { answers, hangs } from '@app/llm/testing';
import { eventually } from '@app/platform/testing';
import { randomUUID } from 'node:crypto';
import { TurnsApp, type TestSocket } from '../testing/index.js';

const HANGING = 100;
const PER_USER = 2;
const PLANS = { free: { features: ['turns', 'premium_models'], quotas: { turns_per_day: 100 } } };
const PASSWORD = 'a lighthouse keeps its own time';

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start({ plans: PLANS });
  // `small` never says a word; `large` is well.
  const [silent, well] = [hangs(), answers('Hello', ' world')];
  app.model.always((call) => (call.body.model === 'small' ? silent : well)(call));
});
afterAll(() => app.close());

interface Hanging {
  user: SignedInUser;
  socket: TestSocket;
  id: string;
}

/** Turns that wait for a model that does not answer. */
async function hang(times: number): Promise<Hanging[]> {
  const users = await Promise.all(Array.from({ length: Math.ceil(times / PER_USER) }, () => app.user()));
  const called = app.model.exchanges.length + times;
  const turns = await Promise.all(
    Array.from({ length: times }, async (_, n) => {
      const user = users[Math.floor(n / PER_USER)]!;
      const [socket, id] = [await app.socket(user), randomUUID()];
      socket.send({ type: 'turn', id, text: 'Hi' });
      return { user, socket, id };
    }),
  );
  await app.model.called(called);
  return turns;
}

async function stop(turns: Hanging[]): Promise<void> {
  for (const { socket, id } of turns) socket.send({ type: 'cancel', id });
  for (const { socket, id } of turns) expect(await socket.next('done', id)).toMatchObject({ cancelled: true });
  await app.metricBecomes('turnpike_turns_in_progress', 0);
  await Promise.all(app.model.exchanges.map(({ closed }) => closed));
  await Promise.all(turns.map(({ socket }) => socket.close()));
}

const post = async (url: string, payload: object) => {
  const headers = { origin: 'http://localhost:8000' };
  return (await app.nest.inject({ method: 'POST', url, headers, payload })).statusCode;
};

/** What keeps the process busy or alive, by kind. */
const handles = () => {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
};

describe('F5 while a hundred turns hang upstream', () => {
  let turns: Hanging[];
  beforeAll(async () => {
    turns = await hang(HANGING);
  });
  afterAll(() => stop(turns));

  it('other routes answer, to those who wait and to others', async () => {
    expect(await app.metric('turnpike_turns_in_progress')).toBe(HANGING);
    for (const user of [turns[0]!.user, await app.user()]) {
      for (const url of ['/auth/me', '/models', '/conversations', '/billing/status', '/health/ready'])
        expect([url, (await app.call(user, 'GET', url)).status]).toEqual([url, 200]);
    }
  });

  it('people sign up and sign in', async () => {
    const email = `${randomUUID()}@example.com`;
    expect(await post('/auth/signup', { email, password: PASSWORD })).toBe(201);
    expect(await post('/auth/login', { email, password: PASSWORD })).toBe(200);
  });

  it('turns with another model are answered', async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, async () => app.socket(await app.user())));
    for (const socket of sockets) {
      const id = randomUUID();
      socket.send({ type: 'turn', id, text: 'Hi', model: 'premium' });
      expect(await socket.next('done', id)).toMatchObject({ model: 'large' });
      expect(socket.deltas(id).map(([, text]) => text)).toEqual(['Hello', ' world']);
      await socket.close();
    }
  });

  it('whoever waits can still stop, and pays nothing', async () => {
    const [one] = await hang(1);
    await stopOne(one!);
    expect(await app.turnsUsed(one!.user)).toBe(0);
  });
});

async function stopOne({ socket, id }: Hanging): Promise<void> {
  const call = app.model.exchanges.at(-1)!;
  socket.send({ type: 'cancel', id });
  expect(await socket.next('done', id)).toMatchObject({ cancelled: true });
  await call.closed;
  await socket.close();
}

it('F5 nothing is left of a hundred turns that hung: as many open handles as before', async () => {
  // The first round opens what stays open, such as connections to the database.
  await stop(await hang(HANGING));
  const before = handles();
  await stop(await hang(HANGING));
  await eventually(() => {
    const more = [...handles()].filter(([kind, count]) => count > (before.get(kind) ?? 0));
    if (more.length > 0) throw new Error(`More than before: ${JSON.stringify(more)} of ${JSON.stringify([...before])}`);
    return true;
  }, 30_000);
});
