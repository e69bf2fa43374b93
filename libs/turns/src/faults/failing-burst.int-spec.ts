import { answers, fails } from '@app/llm/testing';
import { eventually } from '@app/platform/testing';
import { TurnsApp } from '../testing/index.js';
import { watchTurn } from '../testing/watched-turn.js';

const PLANS = { free: { features: ['turns'], quotas: { turns_per_day: 100_000 } } };

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start({ plans: PLANS });
});
afterAll(() => app.close());

const turnOfSomebody = async () => {
  const user = await app.user();
  const socket = await app.socket(user);
  const watched = await watchTurn(app, user, socket);
  await socket.close();
  return { ...watched, user };
};

it('F5 a burst of 500s opens the breaker: turns are refused at once and unpaid, other routes go on, and it heals by itself', async () => {
  app.model.always(fails(500));
  const refusedAtOnce = await eventually(async () => {
    const { end, row, spent, outcomes, calls, user } = await turnOfSomebody();
    expect([end, row, spent, outcomes]).toMatchObject([
      { type: 'error', code: 'llm_unavailable' },
      { status: 'failed', error_code: 'llm_unavailable', answer: '' },
      0,
      ['llm_error'],
    ]);
    return calls.length === 0 && user;
  });
  // At least ten calls had to fail first.
  expect(app.model.exchanges.length).toBeGreaterThanOrEqual(10);

  const before = app.model.exchanges.length;
  for (let n = 0; n < 5; n += 1) expect(await turnOfSomebody()).toMatchObject({ spent: 0, calls: [] });
  expect(app.model.exchanges).toHaveLength(before);
  for (const url of ['/auth/me', '/conversations', '/models', '/billing/status', '/health/live'])
    expect([url, (await app.call(refusedAtOnce, 'GET', url)).status]).toEqual([url, 200]);

  app.model.always(answers('Back', ' again'));
  const healed = await eventually(async () => {
    const turn = await turnOfSomebody();
    return turn.end.type === 'done' && turn;
  }, 60_000);
  expect(healed).toMatchObject({ text: 'Back again', spent: 1, outcomes: ['completed'] });
  // And it is closed, not half open: everybody is answered.
  const all = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const socket = await app.socket(await app.user());
      const id = crypto.randomUUID();
      socket.send({ type: 'turn', id, text: 'Hi' });
      return socket.next('done', id);
    }),
  );
  expect(all).toHaveLength(10);
}, 90_000);
