import { jest } from '@jest/globals';
import { Entitlements, FeatureNotInPlan, Metering } from '@app/billing';
import { eventually } from '@app/platform/testing';
import { fails, hangs } from '@app/llm/testing';
import { randomUUID } from 'node:crypto';
import { Guardrails } from '../guardrails/guardrails.js';
import { TurnsApp, type TestSocket } from '../testing/index.js';
import { TurnsService } from './turns.service.js';

const features = ['turns'];
let app: TurnsApp;
let other: TurnsApp;
beforeAll(async () => {
  const plans = {
    free: { features, quotas: { turns_per_day: 3, turns_per_month: 2 } },
    pro: { price: 'price_pro', features: [], quotas: { turns_per_day: 3 } },
  };
  const options = { plans, timeouts: { first_token_ms: 800, gap_ms: 300 } };
  app = await TurnsApp.start(options);
  other = await TurnsApp.start({ ...options, beside: app });
});
afterEach(() => app.model.forgetPlans());
afterAll(async () => {
  await other.close();
  await app.close();
});

function turn(socket: TestSocket, more: object = {}): string {
  const id = randomUUID();
  socket.send({ type: 'turn', id, text: 'Hi', ...more });
  return id;
}
const nextMonth = () => new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 1, 1)).toISOString();

describe('a turn', () => {
  it('is reported to the meter once, from its first token on, and not at all without one', async () => {
    const report = jest.spyOn(app.nest.get(Metering), 'report');
    const user = await app.user();
    const socket = await app.socket(user);
    await socket.next('done', turn(socket));
    await eventually(() => report.mock.calls.length === 1);
    app.model.next(fails(500), fails(500));
    await socket.next('error', turn(socket));
    expect(report.mock.calls).toEqual([[user.actor.id, expect.stringMatching(/^[0-9a-f-]{36}$/)]]);
    report.mockRestore();
  });

  it('G4 costs one of the day and one of the month, and says when the spent one begins anew', async () => {
    const user = await app.user();
    const socket = await app.socket(user);
    for (let n = 0; n < 2; n += 1) await socket.next('done', turn(socket));
    expect(await socket.next('error', turn(socket))).toMatchObject({
      code: 'quota_exceeded',
      quota: 'turns_per_month',
      resetsAt: nextMonth(),
    });
    expect(await app.turnsUsed(user)).toBe(2);
  });

  it('G4 that is refused leaves neither a turn nor a conversation', async () => {
    const user = await app.user();
    const socket = await app.socket(user);
    for (let n = 0; n < 2; n += 1) await socket.next('done', turn(socket));
    const id = turn(socket);
    await socket.next('error', id);
    expect(await app.sql.query('SELECT FROM turns WHERE id = $1', [id])).toHaveLength(0);
    expect(await app.sql.query('SELECT FROM conversations WHERE user_id = $1', [user.actor.id])).toHaveLength(2);
  });

  it('G4 costs nothing when the last moment shows that it cannot be stored', async () => {
    const user = await app.user();
    const socket = await app.socket(user);
    await app.sql.query(`
      CREATE FUNCTION refuse_turns() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'The disk is full'; END $$;
      CREATE CONSTRAINT TRIGGER refuse_turns AFTER INSERT ON turns DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION refuse_turns()`);
    try {
      await socket.next('error', turn(socket));
      expect(await app.turnsUsed(user)).toBe(0);
    } finally {
      await app.sql.query('DROP TRIGGER refuse_turns ON turns; DROP FUNCTION refuse_turns()');
    }
  });

  it('G4 is one for the same id on two instances at once, also when it is the last one', async () => {
    const user = await app.user();
    const sockets = await Promise.all([app.socket(user), other.socket(user)]);
    await sockets[0]!.next('done', turn(sockets[0]!));
    const id = randomUUID();
    for (const socket of sockets) socket.send({ type: 'turn', id, text: 'Hi' });
    for (const socket of sockets) expect(await socket.next('done', id)).toMatchObject({ id });
    expect(await app.turnsUsed(user)).toBe(2);
  });

  it('G4 cannot be had for nothing by sending its id twice, once to nowhere', async () => {
    const user = await app.user();
    const sockets = await Promise.all([app.socket(user), other.socket(user)]);
    const id = randomUUID();
    sockets[0]!.send({ type: 'turn', id, text: 'Hi', conversationId: randomUUID() });
    sockets[1]!.send({ type: 'turn', id, text: 'Hi' });
    await sockets[1]!.next('done', id);
    expect(await app.turnsUsed(user)).toBe(1);
  });

  it('G4 that failed and is tried again is paid for again, once', async () => {
    const user = await app.user();
    const socket = await app.socket(user);
    app.model.next(fails(500), fails(500));
    const id = turn(socket);
    await socket.next('error', id);
    expect(await app.turnsUsed(user)).toBe(0);
    socket.forget();
    socket.send({ type: 'turn', id, text: 'Hi' });
    await socket.next('done', id);
    expect(await app.turnsUsed(user)).toBe(1);
  });

  it('G4 that is cancelled before its first token is given back once', async () => {
    const user = await app.user();
    const socket = await app.socket(user);
    app.model.next(hangs());
    const id = turn(socket);
    for (let n = 0; n < 3; n += 1) socket.send({ type: 'cancel', id });
    expect(await socket.next('done', id)).toMatchObject({ cancelled: true });
    expect(await app.turnsUsed(user)).toBe(0);
  });

  it('G5 is refused in the service, without the socket’s door', async () => {
    const user = await app.user();
    await app.subscribe(user);
    const frame = { type: 'turn' as const, id: randomUUID(), text: 'Hi', model: 'standard' as const };
    const socket = { actor: user.actor } as Parameters<TurnsService['start']>[1];
    await expect(app.nest.get(TurnsService).start(frame, socket)).rejects.toBeInstanceOf(FeatureNotInPlan);
    const premium = { text: 'Hi', model: 'premium' as const };
    await expect(app.nest.get(Guardrails).check(user.actor.id, premium)).rejects.toBeInstanceOf(FeatureNotInPlan);
    await expect(app.nest.get(Entitlements).require(user.actor.id, 'turns')).rejects.toMatchObject({
      details: { feature: 'turns', plans: ['free'] },
    });
  });
});
