import { answers, fails } from '@app/llm/testing';
import type { ModelsView, ModelView } from '@app/protocol';
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

it('how long a message may be is told as the settings have it', async () => {
  const guardrails = { max_turn_chars: 10, max_long_turn_chars: 30 };
  const other = await TurnsApp.start({ beside: app, guardrails });
  const user = await other.user();
  const { body } = await other.call<ModelsView>(user, 'GET', '/models');
  expect(body.message).toEqual({ characters: 10, longCharacters: 30 });
  await other.close();
});

it('nobody sees them without signing in', async () => {
  const answer = await app.nest.inject({ method: 'GET', url: '/models' });
  expect(answer.statusCode).toBe(401);
});

it('the model that answers instead of one that fails is named at the end, in the replay and in the row', async () => {
  const { base_url } = app.model.settings();
  const models = {
    standard: { provider: 'main', model: 'first', fallbacks: ['spare'] },
    spare: { provider: 'main', model: 'second', hidden: true },
  };
  const llm = { base_url: undefined, api_key: undefined, model: undefined, premium_model: undefined, models };
  const other = await TurnsApp.start({ beside: app, yaml: { llm: { ...llm, providers: { main: { base_url } } } } });
  const user = await other.user();
  expect((await other.call<{ models: ModelView[] }>(user, 'GET', '/models')).body.models).toHaveLength(1);
  app.model.next(fails(401), answers('Hello'));
  const socket = await other.socket(user);
  const turn = { type: 'turn', id: crypto.randomUUID(), text: 'Hi' };
  socket.send(turn);
  expect(await socket.next('done', turn.id)).toMatchObject({ model: 'second', usage: { outputTokens: 1 } });
  expect(await app.sql.query('SELECT model FROM turns WHERE id = $1', [turn.id])).toEqual([{ model: 'second' }]);
  const again = await other.socket(user);
  again.send(turn);
  expect(await again.next('done', turn.id)).toMatchObject({ model: 'second' });
  const hidden = { ...turn, id: crypto.randomUUID(), model: 'spare' };
  again.send(hidden);
  expect(await again.next('error', hidden.id)).toMatchObject({ code: 'invalid_message' });
  await other.close();
});
