import { Injectable, Module } from '@nestjs/common';
import { RequiresRole } from '@app/auth';
import { RequiresFeature } from '@app/billing';
import { InvalidRequest } from '@app/platform';
import { OnFrame, type UserSocket } from '@app/turns';
import { randomInt } from 'node:crypto';
import { z } from 'zod';
// The page's own imports are above; what only the tests need follows.
import { signedIn } from '@app/auth/testing';
import { eventually } from '@app/platform/testing';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TurnsApp, type TestSocket } from '../testing/index.js';

const RollFrame = z.strictObject({ type: z.literal('roll'), id: z.uuid(), sides: z.int().min(2) });
type RollFrame = z.output<typeof RollFrame>;

const LoadDiceFrame = z.strictObject({ type: z.literal('load_dice'), id: z.uuid(), result: z.int().min(1).max(4) });
type LoadDiceFrame = z.output<typeof LoadDiceFrame>;

interface RolledFrame {
  type: 'rolled';
  id: string;
  result: number;
}

export class NoSuchDie extends InvalidRequest {
  override readonly code = 'no_such_die';

  constructor() {
    super('A die has 4, 6, 8, 12 or 20 sides.');
  }
}

@Injectable()
export class DiceFrames {
  private loaded?: number;

  @OnFrame('roll', RollFrame, { points: 5, seconds: 60 })
  @RequiresFeature('long_turns')
  roll({ id, sides }: RollFrame, socket: UserSocket): void {
    if (![4, 6, 8, 12, 20].includes(sides)) throw new NoSuchDie();
    socket.send<RolledFrame>({ type: 'rolled', id, result: this.loaded ?? randomInt(sides) + 1 });
  }

  @OnFrame('load_dice', LoadDiceFrame)
  @RequiresRole('admin')
  load({ id, result }: LoadDiceFrame, socket: UserSocket): void {
    this.loaded = result;
    socket.send<RolledFrame>({ type: 'rolled', id, result });
  }
}

@Module({ providers: [DiceFrames] })
export class DiceModule {}

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start({ imports: [DiceModule] });
});
afterAll(() => app.close());

it('a paying user rolls a die', async () => {
  const user = await app.user();
  await app.subscribe(user);
  const socket = await app.socket(user);
  const id = randomUUID();
  socket.send({ type: 'roll', id, sides: 6 });
  const { result } = await socket.next('rolled', id);
  expect([1, 2, 3, 4, 5, 6]).toContain(result);
});

const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('what docs/extending/frame.md shows is what runs here', () => {
  const blocks = [...textOf('../../../../docs/extending/frame.md').matchAll(/```ts\n(.*?)```/gs)].map(
    ([, code]) => code!,
  );
  const here = textOf('extending.int-spec.ts');
  // Imports may stand further apart here than there.
  for (const part of blocks.flatMap((block) => block.split('\n\n'))) expect(here).toContain(part.trim());
  expect(blocks).toHaveLength(2);
});

const say = (socket: TestSocket, frame: object) => {
  const id = randomUUID();
  socket.send({ id, ...frame });
  return id;
};

describe('a frame of a team’s own', () => {
  it('G5 is refused to a plan without its feature, and to whoever is signed out by now', async () => {
    const user = await app.user();
    const socket = await app.socket(user);
    const refused = await socket.next('error', say(socket, { type: 'roll', sides: 6 }));
    expect(refused).toMatchObject({ code: 'plan_required', feature: 'long_turns', plans: ['pro'] });
    await app.subscribe(user);
    await app.signOut(user);
    const late = await socket.next('error', say(socket, { type: 'roll', sides: 6 }));
    expect(late).toMatchObject({ code: 'unauthenticated' });
  });

  it('is refused to whoever has not its role, as over HTTP, and looks at the role of now', async () => {
    const user = await app.user();
    const socket = await app.socket(user);
    const load = () => say(socket, { type: 'load_dice', result: 3 });
    expect(await socket.next('error', load())).toMatchObject({ code: 'role_required', role: 'admin' });
    const setRole = (role: string) => app.sql.query('UPDATE users SET role = $2 WHERE id = $1', [user.actor.id, role]);
    await setRole('admin');
    await eventually(async () => (await answerTo(socket, load())).type === 'rolled');
    await setRole('user');
    const code = async () => (await answerTo(socket, load())).code;
    await eventually(async () => (await code()) === 'role_required');
  });

  it('opens to an admin from the start', async () => {
    const socket = await app.socket(await signedIn(app.nest, { role: 'admin' }));
    expect(await socket.next('rolled', say(socket, { type: 'load_dice', result: 4 }))).toMatchObject({ result: 4 });
  });

  it('says with a code of its own what is wrong, and that does not count as a broken frame', async () => {
    const user = await app.user();
    await app.subscribe(user);
    const socket = await app.socket(user);
    for (let n = 0; n < 4; n += 1)
      expect(await socket.next('error', say(socket, { type: 'roll', sides: 7 }))).toMatchObject({
        code: 'no_such_die',
      });
    expect(await socket.next('rolled', say(socket, { type: 'roll', sides: 8 }))).toBeDefined();
  });

  it('W3 is limited for one user over all sockets, and for nobody else', async () => {
    const [user, other] = await Promise.all([app.user(), app.user()]);
    await Promise.all([app.subscribe(user), app.subscribe(other)]);
    const sockets = [await app.socket(user), await app.socket(user), await app.socket(other)];
    const roll = (socket: TestSocket) => answerTo(socket, say(socket, { type: 'roll', sides: 6 }));
    for (let n = 0; n < 5; n += 1) expect(await roll(sockets[n % 2]!)).toMatchObject({ type: 'rolled' });
    for (const socket of sockets.slice(0, 2)) expect(await roll(socket)).toMatchObject({ code: 'rate_limited' });
    expect(await roll(sockets[2]!)).toMatchObject({ type: 'rolled' });
  });

  it('is counted as other when the server sends it, and by its sender’s type as other too', async () => {
    const sample = (direction: string) =>
      app.metric(`turnpike_websocket_messages_total{direction="${direction}",type="other"}`);
    const before = [await sample('in'), await sample('out')];
    const socket = await app.socket(await signedIn(app.nest, { role: 'admin' }));
    await socket.next('rolled', say(socket, { type: 'load_dice', result: 4 }));
    await eventually(async () => (await sample('in')) === before[0]! + 1);
    expect(await sample('out')).toBe(before[1]! + 1);
  });
});

/** The frame that answers the one with this id. */
const answerTo = (socket: TestSocket, id: string): Promise<{ type: string; code?: unknown }> =>
  Promise.race([socket.next('rolled', id), socket.next('error', id)]);

/** Only types are checked here: a frame of one's own must say so, and cannot pass for one of the product. */
export function typesOf(socket: UserSocket): void {
  socket.send({ type: 'draining' });
  socket.send<RolledFrame>({ type: 'rolled', id: '', result: 1 });
  // @ts-expect-error A type that is neither the product's nor named may be a slip of the pen.
  socket.send({ type: 'drainin' });
  // @ts-expect-error A field is missing.
  socket.send<RolledFrame>({ type: 'rolled', id: '' });
  // @ts-expect-error The product's frames have their own fields, whatever somebody calls theirs.
  socket.send<{ type: 'done'; score: number }>({ type: 'done', score: 1 });
}
