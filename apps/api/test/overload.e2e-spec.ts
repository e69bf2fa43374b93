import { randomUUID } from 'node:crypto';
import { PASSWORD } from '@app/auth/testing';
import type { Behaviour } from '@app/llm/testing';
import { eventually } from '@app/platform/testing';
import { TestSocket } from '@app/turns/testing';
import { Stage } from './canaries/stage.js';
import type { Program } from './support/program.js';

/** Says a word, and the other when it is allowed to. */
const inTwoParts =
  (allowed: Promise<void>): Behaviour =>
  async ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const say = (content: string) =>
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`);
    say('One');
    await allowed;
    say(' two');
    response.end('data: [DONE]\n\n');
  };

describe('F11: a program whose event loop is over 500 ms late for 5 s', () => {
  const stage = new Stage();
  const allowed = Promise.withResolvers<void>();
  let program: Program;
  let headers: Record<string, string>;
  let socket: TestSocket;

  beforeAll(async () => {
    await stage.open();
    program = await stage.start({ LOG_LEVEL: 'info' }, ['--import', './apps/api/test/support/block-when-told.mjs']);
    headers = { origin: stage.url, 'content-type': 'application/json' };
    const body = JSON.stringify({ email: 'ada@example.com', password: PASSWORD });
    const signedUp = await fetch(`${stage.url}/auth/signup`, { method: 'POST', headers, body });
    headers.cookie = signedUp.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; '); // prettier-ignore
    socket = await TestSocket.open(stage.url.replace('http', 'ws') + '/ws', headers);
  }, 90_000);
  afterAll(async () => {
    await socket?.close();
    await program?.stop();
    await stage.close();
  }, 40_000);

  const get = (path: string) => fetch(stage.url + path, { headers });
  const statusOf = async (path: string) => (await get(path)).status;
  const shedding = async () => {
    const operator = { authorization: `Bearer ${stage.environment.METRICS_TOKEN}` };
    const metrics = await (await fetch(`${stage.url}/metrics`, { headers: operator })).text();
    return /^turnpike_shedding (\d)$/m.exec(metrics)![1];
  };

  it('refuses what is new, goes on with what is running, and recovers by itself', async () => {
    const id = randomUUID();
    stage.model.next(inTwoParts(allowed.promise));
    socket.send({ type: 'turn', id, text: 'Count to two' });
    await socket.next('delta', id);
    expect(await statusOf('/auth/me')).toBe(200);

    program.child.kill('SIGUSR2');
    await eventually(
      async () => ((await (await get('/auth/me')).json()) as { code?: string }).code === 'overloaded',
      30_000,
    );
    const refused = await get('/conversations');
    expect(await refused.json()).toMatchObject({ status: 503, code: 'overloaded' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await Promise.all(['/health/live', '/health/ready', '/login'].map(statusOf))).toEqual([200, 503, 503]);
    expect((await TestSocket.refused(`${stage.url.replace('http', 'ws')}/ws`, headers)).statusCode).toBe(503);
    expect(await shedding()).toBe('1');

    allowed.resolve();
    await socket.next('done', id);
    expect(socket.deltas(id).map(([, text]) => text).join('')).toBe('One two'); // prettier-ignore

    program.child.kill('SIGUSR2');
    await eventually(async () => (await statusOf('/health/ready')) === 200);
    expect(await Promise.all(['/auth/me', '/login'].map(statusOf))).toEqual([200, 200]);
    expect(await shedding()).toBe('0');
    // Once each: it did not waver.
    expect(program.output().match(/Too much to do|in time again/g)).toEqual(['Too much to do', 'in time again']);
  }, 90_000);
});
