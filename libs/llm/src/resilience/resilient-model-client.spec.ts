import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { inspect } from 'node:util';
import type { ModelChunk } from '../model-client.js';
import { answers, cuts, fails, garbage, hangs, html, PretendModel, says, stalls, streams } from '../testing/index.js';
import { all, ModelStage, stream } from '../testing/model-stage.js';

let model: PretendModel;
let stage: ModelStage;
beforeEach(async () => {
  Logger.overrideLogger(false);
  stage = new ModelStage();
  model = await PretendModel.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  stage.close();
  await model.close();
});

const clientOf = (settings: Record<string, unknown> = model.settings()) => stage.clientOf(settings);

describe('an answer', () => {
  it('arrives in pieces, followed by the tokens that the provider reported', async () => {
    expect(await all(stream(clientOf()))).toEqual([
      { text: 'Hello' },
      { text: ' world' },
      { usage: { inputTokens: 11, outputTokens: 2 } },
    ]);
  });

  it('is asked for with the key, the model of the tier and a wish for usage', async () => {
    await all(stream(clientOf(), undefined, 'premium'));
    const { body, headers } = model.exchanges[0]!;
    expect(headers.authorization).toBe('Bearer key-of-the-test');
    expect(body).toMatchObject({ model: 'large', stream_options: { include_usage: true } });
  });

  it('comes over a connection that was used before', async () => {
    const ports = new Set<number | undefined>();
    model.always((exchange) => {
      ports.add(exchange.response.socket?.remotePort);
      return answers('Hello')(exchange);
    });
    const client = clientOf();
    for (let n = 0; n < 5; n += 1) await all(stream(client));
    expect(ports.size).toBe(1);
  });

  it('is asked for without any Authorization where no key is configured', async () => {
    await all(stream(clientOf({ ...model.settings(), api_key: '' })));
    expect(model.exchanges[0]!.headers.authorization).toBeUndefined();
  });
});

const delta = (content: string) => ({ choices: [{ delta: { content } }] });
const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;

describe('an upstream that says little', () => {
  it('is understood without usage and without a reason for the end', async () => {
    const nothing = event({ choices: [{ delta: { role: 'assistant' } }] }) + event({ choices: [] }) + ': wait\n\n';
    model.next(says(`${nothing}${event(delta('Hi'))}data: [DONE]\n\n`));
    expect(await all(stream(clientOf()))).toEqual([{ text: 'Hi' }]);
    expect(model.exchanges).toHaveLength(1);
  });

  it('is not believed when it just stops', async () => {
    model.always(says(event(delta('Hi'))));
    await expect(all(stream(clientOf()))).rejects.toMatchObject({ code: 'llm_unavailable', failure: 'bad_answer' });
  });

  it('may report half of the usage, which is none', async () => {
    const end = { choices: [{ delta: {}, finish_reason: 'stop' }], usage: { total_tokens: 5 } };
    model.next(says(event(delta('Hi')) + event(end)));
    expect(await all(stream(clientOf()))).toEqual([{ text: 'Hi' }]);
  });

  it('may leave out the blank line after the last event', async () => {
    model.next(says(`${event(delta('Hi'))}data: [DONE]`));
    expect(await all(stream(clientOf()))).toEqual([{ text: 'Hi' }]);
  });
});

describe('a failing upstream', () => {
  it.each([
    ['500', fails(500), 'server_error'],
    ['events that are not JSON', garbage(), 'bad_answer'],
    ['a status that HTTP does not have', fails(999), 'connection'],
    ['a page instead of events', html(), 'bad_answer'],
    ['a cut before the first token', cuts(), 'connection'],
  ])('%s is tried once more and is then llm_unavailable', async (_, behaviour, failure) => {
    model.always(behaviour);
    await expect(all(stream(clientOf()))).rejects.toMatchObject({ code: 'llm_unavailable', failure });
    expect(model.exchanges).toHaveLength(2);
  });

  it('that recovers in time is not noticed', async () => {
    model.next(fails(503));
    expect(await all(stream(clientOf()))).toHaveLength(3);
  });

  it.each([
    [401, 'refused'],
    [404, 'unknown_model'],
    [429, 'rate_limited'],
    [400, 'rejected'],
  ])('a %i is not tried again', async (status, failure) => {
    model.always(fails(status));
    await expect(all(stream(clientOf()))).rejects.toMatchObject({ code: 'llm_unavailable', failure });
    expect(model.exchanges).toHaveLength(1);
  });

  it('is not tried again once a token was seen', async () => {
    model.always(cuts('Hel'));
    const seen: ModelChunk[] = [];
    const read = async () => {
      for await (const chunk of stream(clientOf())) seen.push(chunk);
    };
    await expect(read()).rejects.toMatchObject({ code: 'llm_unavailable' });
    expect(seen).toEqual([{ text: 'Hel' }]);
    expect(model.exchanges).toHaveLength(1);
  });

  it('that refuses connections is llm_unavailable', async () => {
    const client = clientOf({ ...model.settings(), base_url: 'http://127.0.0.1:9/v1' });
    await expect(all(stream(client))).rejects.toMatchObject({ code: 'llm_unavailable', failure: 'connection' });
  });

  it('says how long it wants to be left alone', async () => {
    model.next(fails(429, { 'retry-after': '7' }));
    await expect(all(stream(clientOf()))).rejects.toMatchObject({ failure: 'rate_limited', retryAfterSeconds: 7 });
  });

  it('is logged by name and status, and nothing that was said, nor the key', async () => {
    const logged = jest.spyOn(Logger.prototype, 'warn');
    const secrets = /Hi|key-of-the-test|127\.0\.0\.1/;
    const echo = JSON.stringify({ error: { message: 'You said Hi with key-of-the-test', code: 'Hi' } });
    model.always(({ response }) => void response.writeHead(400, { 'content-type': 'application/json' }).end(echo));
    const error: unknown = await all(stream(clientOf())).catch((thrown: unknown) => thrown);
    expect(logged.mock.calls).toEqual([['small at openai failed: rejected (HTTP 400)']]);
    expect(inspect({ ...(error as Error), cause: (error as Error).cause }, { depth: null })).not.toMatch(secrets);
    model.always(says(`data: ${echo}\n\n`));
    await expect(all(stream(clientOf()))).rejects.toMatchObject({ failure: 'server_error' });
    model.always(cuts());
    await expect(all(stream(clientOf()))).rejects.toMatchObject({ failure: 'connection' });
    expect(logged.mock.calls.flat().join()).not.toMatch(secrets);
    expect(logged.mock.calls.at(-1)).toEqual([
      expect.stringMatching(/^small at openai failed: connection \([A-Z_]+\)$/),
    ]);
  });

  it('is left alone for a while after ten failed calls', async () => {
    model.always(fails(500));
    const client = clientOf();
    for (let n = 0; n < 5; n += 1) await expect(all(stream(client))).rejects.toMatchObject({ failure: 'server_error' });
    await expect(all(stream(client))).rejects.toMatchObject({ code: 'llm_unavailable', failure: 'breaker_open' });
    expect(model.exchanges).toHaveLength(10);
  });

  it.each([
    ['requests that it finds invalid', 400, 'rejected'],
    ['a model that it does not have', 404, 'unknown_model'],
  ])('is not blamed for %s', async (_, status, failure) => {
    model.always(fails(status));
    const client = clientOf();
    for (let n = 0; n < 12; n += 1) await expect(all(stream(client))).rejects.toMatchObject({ failure });
  });
});

describe('the limits', () => {
  // The limits run on a clock of the test's own; the network takes the time it takes.
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'Date', 'hrtime', 'performance'],
    });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('on the first token', async () => {
    model.always(hangs());
    const call = all(stream(clientOf(model.settings({ first_token_ms: 5_000 }))));
    await model.called(1);
    jest.advanceTimersByTime(5_000);
    await expect(call).rejects.toMatchObject({ code: 'timeout', limit: 'first_token' });
    await model.exchanges[0]!.closed;
  });

  it('on the gap between two tokens', async () => {
    model.always(stalls('Hel'));
    const chunks = stream(clientOf(model.settings({ gap_ms: 2_000 })))[Symbol.asyncIterator]();
    await chunks.next();
    const rest = chunks.next();
    await jest.advanceTimersByTimeAsync(2_000);
    await expect(rest).rejects.toMatchObject({ code: 'timeout', limit: 'gap' });
    await model.exchanges[0]!.closed;
  });

  it('on the whole call', async () => {
    model.always(streams(10, ...Array<string>(1000).fill('x')));
    const chunks = stream(clientOf(model.settings({ total_ms: 5_000 })));
    await chunks[Symbol.asyncIterator]().next();
    const rest = all(chunks);
    await jest.advanceTimersByTimeAsync(5_000);
    await expect(rest).rejects.toMatchObject({ code: 'timeout', limit: 'total' });
    await model.exchanges[0]!.closed;
  });

  it('on a TLS connection that never gets ready', async () => {
    const silent = createServer((socket) => void socket.on('error', () => undefined).resume());
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const base_url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/v1`;
    const call = all(stream(clientOf({ ...model.settings({ connect_ms: 1_000 }), base_url })));
    await once(silent, 'connection');
    jest.advanceTimersByTime(1_000);
    await expect(call).rejects.toMatchObject({ code: 'timeout', limit: 'connect' });
    await new Promise((closed) => silent.close(closed));
  });

  it('do not run while the consumer is busy', async () => {
    const seen: ModelChunk[] = [];
    for await (const chunk of stream(clientOf(model.settings({ gap_ms: 1_000 })))) {
      seen.push(chunk);
      await jest.advanceTimersByTimeAsync(2_000);
    }
    expect(seen).toHaveLength(3);
  });
});

describe('an aborted call', () => {
  it('ends upstream at once and rejects with the reason', async () => {
    model.always(stalls('Hel'));
    const stop = new AbortController();
    const chunks = stream(clientOf(), stop.signal)[Symbol.asyncIterator]();
    await chunks.next();
    const rest = chunks.next();
    stop.abort(new Error('enough'));
    await expect(rest).rejects.toThrow('enough');
    await model.exchanges[0]!.closed;
  });

  it('ends upstream when its consumer walks away', async () => {
    model.always(stalls('Hel'));
    for await (const chunk of stream(clientOf())) {
      expect(chunk).toEqual({ text: 'Hel' });
      break;
    }
    await model.exchanges[0]!.closed;
  });

  it('that waits for its retry has none', async () => {
    model.always(fails(500));
    const stop = new AbortController();
    // What failed is logged just before the wait.
    jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation(() => void setImmediate(() => stop.abort(new Error('enough'))));
    await expect(all(stream(clientOf(), stop.signal))).rejects.toThrow('enough');
    expect(model.exchanges).toHaveLength(1);
  });

  it('before the first token is not tried again', async () => {
    model.always(hangs());
    const stop = new AbortController();
    const call = all(stream(clientOf(), stop.signal));
    await model.called(1);
    stop.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    expect(model.exchanges).toHaveLength(1);
  });
});

it('connections are let go of when the program ends', async () => {
  const sockets: Socket[] = [];
  model.always((exchange) => {
    sockets.push(exchange.response.socket!);
    return answers('Hello')(exchange);
  });
  await all(stream(clientOf()));
  expect(sockets.map(({ destroyed }) => destroyed)).toEqual([false]);
  stage.close();
  await once(sockets[0]!, 'close');
});

it('an answer may be empty', async () => {
  model.next(answers());
  expect(await all(stream(clientOf()))).toEqual([{ usage: { inputTokens: 11, outputTokens: 0 } }]);
});
