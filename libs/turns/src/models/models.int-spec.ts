import type { ModelView } from '@app/protocol';
import type { SignedInUser } from '@app/auth/testing';
import { TurnsApp } from '../testing/index.js';

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start();
});
afterAll(() => app.close());

const modelsFor = async (user: SignedInUser) =>
  (await app.call<{ models: ModelView[] }>(user, 'GET', '/models')).body.models;

it('the models are shown in the order of the settings, with what each takes', async () => {
  expect(await modelsFor(await app.user())).toEqual([
    { name: 'standard', label: 'Standard', feature: null, available: true },
    { name: 'premium', label: 'Premium', feature: 'premium_models', available: false },
  ]);
});

it('a model is available with a plan that has its feature, and not when that has ended', async () => {
  const premium = async (user: SignedInUser) => (await modelsFor(user)).find(({ name }) => name === 'premium');
  const user = await app.user();
  await app.subscribe(user);
  expect(await premium(user)).toMatchObject({ available: true });
  const late = await app.user();
  await app.subscribe(late, '-1 month');
  expect(await premium(late)).toMatchObject({ available: false });
});

it('what is shown as available is what a turn may use', async () => {
  for (const pays of [false, true]) {
    const user = await app.user();
    if (pays) await app.subscribe(user);
    const socket = await app.socket(user);
    for (const { name, available } of await modelsFor(user)) {
      const id = crypto.randomUUID();
      socket.send({ type: 'turn', id, text: 'Hi', model: name });
      const end = await Promise.race([socket.next('done', id), socket.next('error', id)]);
      expect([name, end.type]).toEqual([name, available ? 'done' : 'error']);
    }
  }
});

it('nobody sees them without signing in', async () => {
  const answer = await app.nest.inject({ method: 'GET', url: '/models' });
  expect(answer.statusCode).toBe(401);
});
