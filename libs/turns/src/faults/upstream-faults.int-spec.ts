import type { SignedInUser } from '@app/auth/testing';
import { answers, cuts, fails, garbage, hangs, html, says, stalls, type Behaviour } from '@app/llm/testing';
import { setImmediate as turnOfLoop, setTimeout as wait } from 'node:timers/promises';
import { TurnsApp, type TestSocket } from '../testing/index.js';
import { watchTurn, type WatchedTurn } from '../testing/watched-turn.js';

/** Every plan may do everything, as often as tests like. */
const PLANS = { free: { features: ['turns', 'premium_models'], quotas: { turns_per_day: 100_000 } } };
const SSE = { 'content-type': 'text/event-stream' };

const event = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'small', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const END = `${event({}, 'stop')}data: [DONE]\n\n`;

let app: TurnsApp;
let user: SignedInUser;
let socket: TestSocket;
beforeAll(async () => {
  app = await TurnsApp.start({
    plans: PLANS,
    timeouts: { first_token_ms: 1500, gap_ms: 1200, total_ms: 5000 },
  });
});
beforeEach(async () => {
  user = await app.user();
  socket = await app.socket(user);
});
// A fault leaves nothing behind: whoever asks next is answered. And so many good calls keep the breaker closed.
afterEach(async () => {
  app.model.forgetPlans();
  for (let n = 0; n < 4; n += 1)
    expect(await watchTurn(app, user, socket)).toMatchObject({ end: { type: 'done' }, text: 'Hello world', spent: 1 });
  await socket.close();
});
afterAll(() => app.close());

/** What a call does that sends these bytes and then nothing more. */
const sends =
  (...chunks: string[]): Behaviour =>
  ({ response }) => {
    response.writeHead(200, SSE);
    response.flushHeaders();
    for (const chunk of chunks) response.write(chunk);
  };

/** What a call does that sends these bytes one at a time. */
const drips =
  (text: string, pause: () => Promise<unknown>): Behaviour =>
  async ({ response }) => {
    response.writeHead(200, SSE);
    for (const byte of Buffer.from(text)) {
      if (response.destroyed) return;
      response.write(Buffer.of(byte));
      await pause();
    }
    response.end();
  };

/** What a call does that says something for ever. */
const goesOn =
  (chunk: string, pauseMs: number): Behaviour =>
  async ({ response }) => {
    response.writeHead(200, SSE);
    while (!response.destroyed) {
      response.write(chunk);
      await wait(pauseMs);
    }
  };

interface Expected {
  code: string;
  outcome: string;
  text?: string;
  calls: number;
}

function expectFailure({ end, row, text, spent, outcomes, calls }: WatchedTurn, expected: Expected): void {
  const answer = expected.text ?? '';
  expect({ end, text, spent, outcomes, calls: calls.length }).toMatchObject({
    end: { type: 'error', code: expected.code },
    text: answer,
    spent: answer ? 1 : 0,
    outcomes: [expected.outcome],
    calls: expected.calls,
  });
  expect(row).toMatchObject({ status: 'failed', error_code: expected.code, answer });
  expect(end).not.toHaveProperty('usage');
}

const timeout = { code: 'timeout', outcome: 'timeout' };
const unavailable = { code: 'llm_unavailable', outcome: 'llm_error' };

describe('F5 a model that', () => {
  it.each<[string, Behaviour, Expected]>([
    ['hangs before its headers', hangs(), { ...timeout, calls: 1 }],
    ['hangs after its headers', sends(), { ...timeout, calls: 1 }],
    ['hangs after an event without a token', stalls(), { ...timeout, calls: 1 }],
    ['hangs in the stream', stalls('Hel', 'lo'), { ...timeout, text: 'Hello', calls: 1 }],
    [
      'hangs in the middle of an event',
      sends(event({ content: 'Hel' }), 'data: {"choi'),
      { ...timeout, text: 'Hel', calls: 1 },
    ],
    ['sends nothing but comments', goesOn(': still here\n\n', 50), { ...timeout, calls: 1 }],
    [
      'sends comments after a token',
      async (call) => {
        sends(event({ content: 'Hel' }))(call);
        while (!call.response.destroyed) {
          call.response.write(': still here\n\n');
          await wait(50);
        }
      },
      { ...timeout, text: 'Hel', calls: 1 },
    ],
    ['cuts the connection before a token', cuts(), { ...unavailable, calls: 2 }],
    ['cuts the connection before its headers', ({ response }) => void response.destroy(), { ...unavailable, calls: 2 }],
    ['cuts the connection after a token', cuts('Hel'), { ...unavailable, text: 'Hel', calls: 1 }],
    ['ends without saying that it is over', says(event({ content: 'Hel' })), { ...unavailable, text: 'Hel', calls: 1 }],
    ['sends garbage before a token', garbage(), { ...unavailable, calls: 2 }],
    [
      'sends garbage after a token',
      says(`${event({ content: 'Hel' })}data: {"id": "chatcmpl-\n\n`),
      { ...unavailable, text: 'Hel', calls: 1 },
    ],
    ['sends tokens that are no text', says(`${event({ content: { a: 1 } })}${END}`), { ...unavailable, calls: 2 }],
    [
      'sends an error in the stream',
      says(`${event({ content: 'Hel' })}data: {"error":{"message":"overloaded"}}\n\n`),
      { ...unavailable, text: 'Hel', calls: 1 },
    ],
    ['sends a page', html(), { ...unavailable, calls: 2 }],
    ['answers with nothing', says(''), { ...unavailable, calls: 2 }],
    ['refuses with 400', fails(400), { ...unavailable, calls: 1 }],
    ['refuses with 401', fails(401), { ...unavailable, calls: 1 }],
    ['says 429 with Retry-After', fails(429, { 'retry-after': '7' }), { ...unavailable, calls: 1 }],
    ['says 500', fails(500), { ...unavailable, calls: 2 }],
    ['says 503', fails(503, { 'retry-after': '1' }), { ...unavailable, calls: 2 }],
  ])('%s ends the turn with its code, once, and what had no token costs nothing', async (_, behaviour, expected) => {
    app.model.next(behaviour, behaviour);
    expectFailure(await watchTurn(app, user, socket), expected);
  });

  it('answers for ever is stopped at the total limit, and what came is kept', async () => {
    app.model.next(goesOn(event({ content: 'na ' }), 10));
    const { end, row, text, spent, outcomes } = await watchTurn(app, user, socket);
    expect([end, spent, outcomes]).toMatchObject([{ code: 'timeout' }, 1, ['timeout']]);
    expect(text).toMatch(/^(na ){20,}$/);
    expect(row).toMatchObject({ status: 'failed', error_code: 'timeout', answer: text });
  });

  it('fails once before its first token is asked again, and nobody notices', async () => {
    for (const behaviour of [fails(500), cuts(), garbage()]) {
      app.model.next(behaviour, answers('Hello'));
      const { end, text, spent, outcomes, calls } = await watchTurn(app, user, socket);
      expect([end.type, text, spent, outcomes, calls.length]).toEqual(['done', 'Hello', 1, ['completed'], 2]);
    }
  });

  it('sends one byte at a time is understood, characters of several bytes included', async () => {
    const words = ['Grüße ', '🛣️ ', '终'];
    const events = words.map((content) => event({ content })).join('');
    app.model.next(drips(events + END, () => turnOfLoop()));
    const { end, row, text, spent } = await watchTurn(app, user, socket);
    expect([end.type, text, row.answer, spent]).toEqual(['done', words.join(''), words.join(''), 1]);
  });

  it('drips so slowly that no token is ever whole is a timeout', async () => {
    app.model.next(drips(event({ content: 'x'.repeat(5000) }), () => wait(5)));
    expectFailure(await watchTurn(app, user, socket), { ...timeout, calls: 1 });
  });

  it.each<[string, unknown]>([
    ['none', undefined],
    ['null', null],
    ['an empty one', {}],
    ['half of one', { prompt_tokens: 11 }],
    ['words', { prompt_tokens: 'eleven', completion_tokens: '2' }],
    ['fractions', { prompt_tokens: 1.5, completion_tokens: 2.5 }],
    ['less than nothing', { prompt_tokens: -1, completion_tokens: -2 }],
    ['more than anybody can have', { prompt_tokens: 1e12, completion_tokens: 1e300 }],
    ['a list', [11, 2]],
  ])('reports %s as its usage has answered all the same', async (_, usage) => {
    const odd = `data: ${JSON.stringify({ choices: [], usage })}\n\n`;
    app.model.next(says(`${event({ content: 'Hello' })}${event({}, 'stop')}${odd}data: [DONE]\n\n`));
    const { end, row, text, spent, outcomes } = await watchTurn(app, user, socket);
    expect([text, spent, outcomes]).toEqual(['Hello', 1, ['completed']]);
    expect(end).toMatchObject({ type: 'done', usage: { inputTokens: null, outputTokens: null } });
    expect(row).toMatchObject({ status: 'completed', answer: 'Hello', input_tokens: null, output_tokens: null });
  });
});
