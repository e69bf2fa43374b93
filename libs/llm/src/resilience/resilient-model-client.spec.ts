import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { HealthReports } from '@app/metrics';
import { testConfig } from '@app/platform/testing';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { LlmConfig } from '../llm.config.js';
import type { ModelChunk } from '../model-client.js';
import { OpenAiChat } from '../protocols/openai-chat.js';
import { answers, cuts, fails, garbage, hangs, html, PretendModel, says, stalls, streams } from '../testing/index.js';
import { ResilientModelClient } from './resilient-model-client.js';

let model: PretendModel;
let protocol: OpenAiChat;
beforeEach(async () => {
  Logger.overrideLogger(false);
  model = await PretendModel.start();
});
afterEach(async () => {
  protocol?.onModuleDestroy();
  await model.close();
});

function clientOf(settings: Record<string, unknown> = model.settings()) {
  const config = testConfig([LlmConfig], { llm: settings }).get(LlmConfig);
  protocol = new OpenAiChat(config);
  return new ResilientModelClient(config, protocol, new HealthReports());
}

const unlimited = new AbortController().signal;
const stream = (client: ResilientModelClient, signal = unlimited, tier = 'standard') =>
  client.stream({ model: tier, messages: [{ role: 'user', content: 'Hi' }], signal });

async function all(chunks: AsyncIterable<ModelChunk>): Promise<ModelChunk[]> {
  const seen: ModelChunk[] = [];
  for await (const chunk of chunks) seen.push(chunk);
  return seen;
}

describe('an answer', () => {
  it('arrives in pieces, followed by the tokens that the provider reported', async () => {
    expect(await all(stream(clientOf()))).toEqual([
      { text: 'Hello' },
      { text: ' world' },
      { usage: { inputTokens: 11, outputTokens: 2 } },
    ]);
  });

  it('is asked for with the key, the model of the tier and a wish for usage', async () => {
    await all(stream(clientOf(), unlimited, 'premium'));
    const { body, headers } = model.exchanges[0]!;
    expect(headers.authorization).toBe('Bearer key-of-the-test');
    expect(body).toMatchObject({ model: 'large', stream_options: { include_usage: true } });
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

  it('may report usage with every piece: the last report counts, once', async () => {
    const used = (tokens: number) => ({ usage: { prompt_tokens: 3, completion_tokens: tokens } });
    const pieces = [event({ ...delta('a'), ...used(1) }), event({ ...delta('b'), ...used(2) })];
    model.next(says(`${pieces.join('')}data: [DONE]\n\n`));
    expect(await all(stream(clientOf()))).toEqual([
      { text: 'a' },
      { text: 'b' },
      { usage: { inputTokens: 3, outputTokens: 2 } },
    ]);
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

  it('is left alone for a while after ten failed calls', async () => {
    model.always(fails(500));
    const client = clientOf();
    for (let n = 0; n < 5; n += 1) await expect(all(stream(client))).rejects.toMatchObject({ failure: 'server_error' });
    await expect(all(stream(client))).rejects.toMatchObject({ code: 'llm_unavailable', failure: 'breaker_open' });
    expect(model.exchanges).toHaveLength(10);
  });

  it('is not blamed for requests that it finds invalid', async () => {
    model.always(fails(400));
    const client = clientOf();
    for (let n = 0; n < 12; n += 1) await expect(all(stream(client))).rejects.toMatchObject({ failure: 'rejected' });
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
    const chunks = stream(clientOf())[Symbol.asyncIterator]();
    await chunks.next();
    await chunks.return(undefined);
    await model.exchanges[0]!.closed;
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

it('an answer may be empty', async () => {
  model.next(answers());
  expect(await all(stream(clientOf()))).toEqual([{ usage: { inputTokens: 11, outputTokens: 0 } }]);
});
