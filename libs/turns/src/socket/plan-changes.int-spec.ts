import { Injectable, Module } from '@nestjs/common';
import type { SignedInUser } from '@app/auth/testing';
import { RequiresFeature } from '@app/billing';
import { PlatformConfig } from '@app/platform';
import { layWire } from '@app/platform/testing';
import type { PlanFrame } from '@app/protocol';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { TurnsApp, type TestSocket } from '../testing/index.js';
import { OnFrame } from './on-frame.js';
import type { UserSocket } from './user-socket.js';

const FIVE_SECONDS = 5000;
const FREE = { plan: 'free', features: ['turns'] };
const PRO = { plan: 'pro', features: ['turns', 'long_turns', 'premium_models'] };

const DreamFrame = z.strictObject({ type: z.literal('dream'), id: z.uuid() });
type DreamFrame = z.output<typeof DreamFrame>;
const EchoFrame = z.strictObject({ type: z.literal('echo'), id: z.uuid() });
type EchoFrame = z.output<typeof EchoFrame>;

@Injectable()
@RequiresFeature('premium_models')
class Dreams {
  @OnFrame('dream', DreamFrame)
  dream({ id }: DreamFrame, socket: UserSocket): void {
    socket.send({ type: 'delta', id, seq: 0, text: 'a dream' });
  }

  @RequiresFeature('turns')
  @OnFrame('echo', EchoFrame)
  echo({ id }: EchoFrame, socket: UserSocket): void {
    socket.send({ type: 'delta', id, seq: 0, text: 'an echo' });
  }
}
@Module({ providers: [Dreams] })
class DreamsModule {}

let app: TurnsApp;
let other: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start({ imports: [DreamsModule] });
  other = await TurnsApp.start({ beside: app, imports: [DreamsModule] });
});
afterAll(async () => {
  await other.close();
  await app.close();
});

const say = (socket: TestSocket, type: string) => {
  const id = randomUUID();
  socket.send({ type, id });
  return id;
};

/** The next plan frame on each of the sockets, and whether all came in five seconds. */
async function nextPlans(sockets: TestSocket[], change: () => Promise<unknown>): Promise<PlanFrame[]> {
  for (const socket of sockets) socket.forget();
  const since = performance.now();
  await change();
  const plans = await Promise.all(sockets.map((socket) => socket.next('plan')));
  expect(performance.now() - since).toBeLessThan(FIVE_SECONDS);
  return plans;
}
const update = ({ actor }: SignedInUser, set: string) =>
  app.sql.query(`UPDATE subscriptions SET ${set} WHERE user_id = $1`, [actor.id]);

describe('G3 a change of plan', () => {
  it('up, down and away reaches the open sockets of every instance within five seconds', async () => {
    const user = await app.user();
    const sockets = [await app.socket(user), await other.socket(user)];
    const changes: [change: () => Promise<unknown>, expected: object][] = [
      [() => app.subscribe(user), PRO],
      [() => update(user, `status = 'past_due'`), FREE],
      [() => update(user, `status = 'active'`), PRO],
      [() => update(user, `status = 'of_tomorrow'`), FREE],
    ];
    for (const [change, expected] of changes)
      for (const plan of await nextPlans(sockets, change)) expect(plan).toEqual({ type: 'plan', ...expected });
  }, 30_000);

  it('by time alone reaches them too', async () => {
    const user = await app.user();
    await app.subscribe(user, '-59 minutes -59 seconds');
    const socket = await app.socket(user);
    expect(socket.frames[0]).toEqual({ type: 'ready', ...PRO });
    expect(await socket.next('plan')).toEqual({ type: 'plan', ...FREE });
  }, 65_000);

  it('holds for the next frame at once, before any socket was told', async () => {
    const user = await app.user();
    await app.subscribe(user);
    const socket = await app.socket(user);
    await socket.next('delta', say(socket, 'dream'));
    await update(user, `status = 'unpaid'`);
    expect(await socket.next('error', say(socket, 'dream'))).toMatchObject({ code: 'plan_required' });
  });
});

describe('G5 a gated frame', () => {
  it('is refused as over HTTP, does nothing, and the socket stays', async () => {
    const socket = await app.socket(await app.user());
    for (let n = 0; n < 4; n += 1) {
      const id = say(socket, 'dream');
      expect(await socket.next('error', id)).toMatchObject({
        code: 'plan_required',
        feature: 'premium_models',
        plans: ['pro'],
        requestId: expect.any(String),
      });
      expect(socket.deltas(id)).toEqual([]);
    }
  });

  it('is answered to whose plan has the feature; a method’s own decorator wins over its class’s', async () => {
    const user = await app.user();
    const socket = await app.socket(user);
    await socket.next('delta', say(socket, 'echo'));
    await app.subscribe(user);
    expect(await socket.next('delta', say(socket, 'dream'))).toMatchObject({ text: 'a dream' });
  });

  it('is refused as unavailable, never answered, while nobody can decide', async () => {
    const wire = await layWire(app.nest.get(PlatformConfig).databaseUrl);
    const cut = await TurnsApp.start({ beside: app, imports: [DreamsModule], environment: { DATABASE_URL: wire.url } });
    try {
      const user = await app.user();
      await app.subscribe(user);
      const socket = await cut.socket(user);
      await socket.next('delta', say(socket, 'dream'));
      wire.freeze();
      const id = say(socket, 'dream');
      expect(await socket.next('error', id)).toMatchObject({ code: 'billing_unavailable' });
      expect(socket.deltas(id)).toEqual([]);
    } finally {
      wire.thaw();
      await cut.close();
      await wire.close();
    }
  });
});
