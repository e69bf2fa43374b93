import { PlatformConfig } from '@app/platform';
import { SECURITY_HEADERS } from '@app/security';
import { floods, stalls, streams } from '@app/llm/testing';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { TurnsApp, type TestSocket } from '../testing/index.js';

let app: TurnsApp;
beforeAll(async () => {
  app = await TurnsApp.start();
});
afterEach(() => app.model.forgetPlans());
afterAll(() => app.close());

function turn(socket: TestSocket, more: object = {}): string {
  const id = randomUUID();
  socket.send({ type: 'turn', id, text: 'Hi', ...more });
  return id;
}

/** The value at which a growing number comes to rest. */
async function settled(read: () => number): Promise<number> {
  for (let last = -1; ;) {
    const now = read();
    if (now === last) return now;
    last = now;
    await wait(300);
  }
}

const origin = () => app.nest.get(PlatformConfig).publicUrl;

describe('the handshake', () => {
  it('carries the security headers and a request id, and is followed by what the plan has', async () => {
    const user = await app.user();
    const socket = await app.socket(user);
    const { headers } = await socket.handshake;
    for (const [name, value] of SECURITY_HEADERS) expect(headers[name.toLowerCase()]).toBe(value);
    expect(headers['x-request-id']).toMatch(/^[\w-]{8,}$/);
    expect(socket.frames[0]).toEqual({ type: 'ready', plan: 'free', features: ['turns'] });
  });

  it('renews a token that has run out', async () => {
    const user = await app.user();
    const session = user.cookie.split('; ').find((cookie) => cookie.startsWith('session='))!;
    const socket = await app.socket({ ...user, cookie: session });
    const { headers } = await socket.handshake;
    expect(headers['set-cookie']?.[0]).toMatch(/^auth_token=/);
  });

  it('is accepted with a bearer and no origin', async () => {
    const user = await app.user();
    const socket = await app.socketWith({ authorization: user.bearer });
    expect(socket.frames[0]).toMatchObject({ type: 'ready' });
  });

  it.each([
    ['without a cookie', async () => ({ origin: origin() }), 401],
    ['from a foreign page', async () => ({ origin: 'https://evil.example', cookie: (await app.user()).cookie }), 403],
    ['with a cookie but no origin', async () => ({ cookie: (await app.user()).cookie }), 403],
  ])('%s is refused', async (_, headers, status) => {
    const answer = await app.refused(await headers());
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['x-frame-options']).toBe('DENY');
  });

  it('on another path is not found', async () => {
    const { cookie } = await app.user();
    expect((await app.refused({ cookie, origin: origin() }, '/other')).statusCode).toBe(404);
  });

  it('is refused for a sixth socket of the same user, also when all come at once', async () => {
    const user = await app.user();
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => app.socket(user)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect((await app.refused({ cookie: user.cookie, origin: origin() })).statusCode).toBe(429);
  });

  it('is accepted again when one of five has closed', async () => {
    const user = await app.user();
    const sockets = await Promise.all([1, 2, 3, 4, 5].map(() => app.socket(user)));
    expect((await app.refused({ cookie: user.cookie, origin: origin() })).statusCode).toBe(429);
    await sockets[0]!.close();
    await expect(app.socket(user)).resolves.toBeDefined();
  });
});

describe('frames', () => {
  it.each([
    ['that are no JSON', 'hello'],
    ['of an unknown type', { type: 'dance' }],
    ['with a field too many', { type: 'cancel', id: randomUUID(), why: 'because' }],
    ['that are binary', Buffer.from('{}')],
    ['nested ten thousand deep', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['that are null', 'null'],
  ])('%s are invalid, and the third ends the socket', async (_, frame) => {
    const socket = await app.socket(await app.user());
    for (let n = 0; n < 3; n += 1) socket.send(frame);
    expect(await socket.closed).toBe(1008);
    const errors = socket.frames.filter((each) => each.type === 'error');
    expect(errors.map(({ code }) => code)).toEqual(['invalid_message', 'invalid_message', 'invalid_message']);
  });

  it('say which turn they refuse, and the request', async () => {
    const socket = await app.socket(await app.user());
    const id = turn(socket, { colour: 'red' });
    const { headers } = await socket.handshake;
    expect(await socket.next('error', id)).toMatchObject({
      code: 'invalid_message',
      requestId: headers['x-request-id'],
    });
  });

  it('larger than 64 KiB end the socket', async () => {
    const socket = await app.socket(await app.user());
    socket.send({ type: 'turn', id: randomUUID(), text: 'x'.repeat(64 * 1024) });
    expect(await socket.closed).toBe(1009);
  });

  it('more than 30 in ten seconds are refused', async () => {
    const socket = await app.socket(await app.user());
    for (let n = 0; n < 31; n += 1) socket.send({ type: 'cancel', id: randomUUID() });
    expect(await socket.next('error')).toMatchObject({ code: 'rate_limited' });
    expect(socket.frames.filter(({ type }) => type === 'error')).toHaveLength(1);
  });
});

const ended = (reason: string) => app.metric(`turnpike_websocket_disconnects_total{reason="${reason}"}`);

describe('metrics', () => {
  it('count open sockets, frames and turns', async () => {
    const open = await app.metric('turnpike_websocket_connections');
    const socket = await app.socket(await app.user());
    expect(await app.metric('turnpike_websocket_connections')).toBe(open + 1);
    await socket.next('done', turn(socket));
    await app.metricBecomes('turnpike_turns_in_progress', 0);
    expect(await app.metric('turnpike_turn_duration_seconds_count{outcome="completed"}')).toBeGreaterThan(0);
    expect(await app.metric('turnpike_turn_time_to_first_token_seconds_count')).toBeGreaterThan(0);
    expect(await app.metric('turnpike_websocket_messages_total{direction="in",type="turn"}')).toBeGreaterThan(0);
    await socket.close();
    await app.metricBecomes('turnpike_websocket_connections', open);
  });

  it.each([
    ['normal', (socket: TestSocket) => void socket.close()],
    ['too_big', (socket: TestSocket) => socket.send('x'.repeat(65 * 1024))],
    ['policy', (socket: TestSocket) => [1, 2, 3].forEach(() => socket.send('x'))],
    ['abnormal', (socket: TestSocket) => socket.vanish()],
  ])('call the end of a socket %s', async (reason, provoke) => {
    const before = await ended(reason);
    const socket = await app.socket(await app.user());
    provoke(socket);
    await app.metricBecomes(`turnpike_websocket_disconnects_total{reason="${reason}"}`, before + 1);
  });
});

describe('an open socket', () => {
  it('is closed within five seconds when its session ends', async () => {
    const user = await app.user();
    const socket = await app.socket(user);
    const since = performance.now();
    await app.signOut(user);
    expect(await socket.closed).toBe(1008);
    expect(performance.now() - since).toBeLessThan(5000);
  }, 10_000);

  it('begins no turn any more from the moment its session ends', async () => {
    const user = await app.user();
    const socket = await app.socket(user);
    await app.signOut(user);
    expect(await socket.next('error', turn(socket))).toMatchObject({ code: 'unauthenticated' });
  });

  it('hears within five seconds that the plan has changed', async () => {
    const user = await app.user();
    const socket = await app.socket(user);
    await app.subscribe(user);
    expect(await socket.next('plan')).toEqual({
      type: 'plan',
      plan: 'pro',
      features: ['turns', 'long_turns', 'premium_models'],
    });
  }, 10_000);
});

describe('a slow reader', () => {
  const piece = 'x'.repeat(256 * 1024);

  it('pauses the model, and gets everything when it reads on', async () => {
    const socket = await app.socket(await app.user());
    app.model.next(floods(piece, 100));
    const id = turn(socket);
    await socket.next('delta', id);
    socket.pause();
    const { response } = app.model.exchanges.at(-1)!;
    const sent = await settled(() => response.socket?.bytesWritten ?? 0);
    expect(sent).toBeLessThan(piece.length * 100);
    socket.resume();
    await socket.next('done', id);
    expect(socket.deltas(id)).toHaveLength(100);
  }, 20_000);
});

describe('a drain', () => {
  it('F8 lets turns end, refuses new ones, then closes the sockets for a restart', async () => {
    const before = await ended('server_shutdown');
    const other = await TurnsApp.start({ beside: app });
    const [user, idle] = await Promise.all([app.user(), app.user()]);
    const [socket, waiting] = await Promise.all([other.socket(user), other.socket(idle)]);
    app.model.next(streams(100, 'a', 'b', 'c', 'd'));
    const id = turn(socket);
    await socket.next('delta', id);
    const drained = other.drain();
    await Promise.all([socket.next('draining'), waiting.next('draining')]);
    expect(await waiting.next('error', turn(waiting))).toMatchObject({ code: 'shutting_down' });
    expect((await other.refused({ cookie: user.cookie, origin: origin() })).statusCode).toBe(503);
    await socket.next('done', id);
    expect(await Promise.all([socket.closed, waiting.closed])).toEqual([1012, 1012]);
    await app.metricBecomes('turnpike_websocket_disconnects_total{reason="server_shutdown"}', before + 2);
    await drained;
    await other.close();
  }, 15_000);

  it('cuts off turns that take too long', async () => {
    const other = await TurnsApp.start({ beside: app, environment: { SHUTDOWN_TIMEOUT_MS: '200' } });
    const user = await app.user();
    const socket = await other.socket(user);
    app.model.next(stalls('Hel'));
    const id = turn(socket);
    await socket.next('delta', id);
    const drained = other.drain();
    expect(await socket.next('error', id)).toMatchObject({ code: 'shutting_down' });
    expect(await socket.closed).toBe(1012);
    await drained;
    const [row] = await app.sql.query<Record<string, unknown>[]>('SELECT * FROM turns WHERE id = $1', [id]);
    expect(row).toMatchObject({ status: 'failed', answer: 'Hel', error_code: 'shutting_down' });
    await other.close();
  }, 15_000);
});
