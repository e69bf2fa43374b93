import { floods, streams } from '@app/llm/testing';
import { eventually } from '@app/platform/testing';
import { randomUUID } from 'node:crypto';
import { TurnsApp, type TestSocket } from '../testing/index.js';
import { Heartbeat } from './heartbeat.js';
import { OpenSockets } from './open-sockets.js';

const MEBIBYTE = 1024 * 1024;
const PIECE = 'x'.repeat(256 * 1024);
/** More than the system's own buffers take between us and a client. */
const MANY = 100;

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start();
});
afterEach(() => app.model.forgetPlans());
afterAll(() => app.close());

function turn(socket: TestSocket, id: string = randomUUID()): string {
  socket.send({ type: 'turn', id, text: 'Hi' });
  return id;
}

const buffered = () => app.metric('turnpike_websocket_buffered_bytes');
const dropped = () => app.metric('turnpike_websocket_disconnects_total{reason="slow_reader"}');

/** Resolves when a reader is behind and the system's own buffers are full, too: nothing moves any more. */
async function standstill(): Promise<void> {
  let last = 0;
  let same = 0;
  await eventually(async () => {
    const now = await buffered();
    same = now === last && now > MEBIBYTE ? same + 1 : 0;
    last = now;
    return same >= 6;
  });
}

/** The answer of a whole flood, stored. */
async function floodOf(user: Awaited<ReturnType<TurnsApp['user']>>): Promise<string> {
  const socket = await app.socket(user);
  app.model.next(floods(PIECE, MANY));
  const id = turn(socket);
  await socket.next('done', id);
  await socket.close();
  return id;
}

/** A socket that has begun to hear the answer of a flood and reads no more. */
async function stuck(): Promise<{ socket: TestSocket; id: string }> {
  const socket = await app.socket(await app.user());
  app.model.next(floods(PIECE, MANY));
  const id = turn(socket);
  await socket.next('delta', id);
  socket.pause();
  await standstill();
  return { socket, id };
}

describe('W4 a slow reader', () => {
  it('pauses its own upstream, and nobody else’s', async () => {
    const { socket, id } = await stuck();
    const quick = await app.socket(await app.user());
    app.model.next(streams(1, ...Array.from({ length: 100 }, (_, n) => `${n} `)));
    const other = turn(quick);
    await quick.next('done', other);
    expect(quick.deltas(other).map(([seq]) => seq)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    const [sent, { response }] = [await buffered(), app.model.exchanges.at(-2)!];
    expect(sent).toBeLessThan(4 * MEBIBYTE);
    expect(response.writableEnded).toBe(false);
    socket.resume();
    await socket.next('done', id);
    expect(socket.deltas(id)).toHaveLength(MANY);
    expect(await buffered()).toBe(0);
  });

  it('of a turn that a quick one reads too costs neither of them a piece', async () => {
    const user = await app.user();
    const [slow, quick] = [await app.socket(user), await app.socket(user)];
    app.model.next(floods(PIECE, MANY));
    const id = turn(slow);
    await slow.next('delta', id);
    slow.pause();
    turn(quick, id);
    await standstill();
    slow.resume();
    for (const socket of [slow, quick]) {
      await socket.next('done', id);
      expect(socket.deltas(id).map(([seq]) => seq)).toEqual(Array.from({ length: MANY }, (_, n) => n));
    }
  });

  it('of a replay gets it piece by piece, never all of it into our memory', async () => {
    const user = await app.user();
    const id = await floodOf(user);
    const socket = await app.socket(user);
    turn(socket, id);
    await socket.next('delta', id);
    socket.pause();
    await standstill();
    const before = await buffered();
    expect(before).toBeLessThan(MEBIBYTE + 2 * PIECE.length);
    socket.resume();
    await socket.next('done', id);
    expect(socket.deltas(id)).toHaveLength(MANY);
  });

  it('who is 4 MiB behind is told to come back later', async () => {
    const { socket } = await stuck();
    const before = await dropped();
    // Whoever writes without waiting, as nothing of ours does for long.
    const [ours] = [...app.nest.get(OpenSockets, { strict: false })].filter(({ isBehind }) => isBehind);
    for (let n = 0; n < 20; n += 1) ours!.send({ type: 'delta', id: randomUUID(), seq: 0, text: PIECE });
    expect(ours!.isOpen).toBe(false);
    expect(ours!.bufferedBytes).toBeLessThan(5 * MEBIBYTE);
    socket.resume();
    expect(await socket.closed).toBe(1013);
    await app.metricBecomes('turnpike_websocket_disconnects_total{reason="slow_reader"}', before + 1);
  });

  it.each(['turn', 'replay'])(
    'who never reads again, in the middle of a %s, is gone after two missed pings',
    async (what) => {
      const before = await dropped();
      if (what === 'turn') await stuck();
      else {
        const user = await app.user();
        const id = await floodOf(user);
        const socket = await app.socket(user);
        turn(socket, id);
        await socket.next('delta', id);
        socket.pause();
        await standstill();
      }
      const heartbeat = app.nest.get(Heartbeat, { strict: false });
      for (let beat = 0; beat < 3; beat += 1) {
        expect(await dropped()).toBe(before);
        await heartbeat.beat();
      }
      await app.metricBecomes('turnpike_websocket_disconnects_total{reason="slow_reader"}', before + 1);
      await app.metricBecomes('turnpike_websocket_buffered_bytes', 0);
      await app.metricBecomes('turnpike_turns_in_progress', 0);
    },
  );
});
