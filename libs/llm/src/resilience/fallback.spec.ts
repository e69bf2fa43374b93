import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fallbacks, operationDuration, retries } from '../llm.metrics.js';
import type { ModelClient } from '../model-client.js';
import { all, ModelStage, stream } from '../testing/model-stage.js';
import { answers, cuts, fails, hangs, PretendModel, stalls, type Behaviour } from '../testing/index.js';

let big: PretendModel;
let small: PretendModel;
let stage: ModelStage;
beforeEach(async () => {
  Logger.overrideLogger(false);
  stage = new ModelStage();
  [big, small] = [await PretendModel.start(), await PretendModel.start()];
});
afterEach(async () => {
  jest.restoreAllMocks();
  stage.close();
  await Promise.all([big.close(), small.close()]);
});

function clientOf(timeouts: Record<string, number> = {}, address = big.baseUrl): ModelClient {
  return stage.clientOf({
    providers: { openai: { base_url: address }, local: { base_url: small.baseUrl } },
    models: {
      standard: { provider: 'openai', model: 'gpt', fallbacks: ['little', 'tiny'] },
      little: { provider: 'local', model: 'llama', hidden: true, fallbacks: ['least'] },
      tiny: { provider: 'local', model: 'phi' },
      least: { provider: 'local', model: 'gemma', hidden: true },
    },
    timeouts,
  });
}

const asked = ({ exchanges }: PretendModel) => exchanges.map(({ body }) => body.model);
const answered = [{ text: 'Hello' }, { text: ' world' }, { usage: { inputTokens: 11, outputTokens: 2 } }];

describe('a fallback', () => {
  it('answers when the model that was asked does not, and says so first', async () => {
    const [counted, retried] = [jest.spyOn(fallbacks, 'inc'), jest.spyOn(retries, 'inc')];
    big.always(fails(500));
    expect(await all(stream(clientOf()))).toEqual([{ model: 'llama' }, ...answered]);
    expect([asked(big), asked(small)]).toEqual([['gpt', 'gpt'], ['llama']]);
    expect(counted.mock.calls).toEqual([[{ provider: 'local', model: 'llama' }]]);
    expect(retried.mock.calls).toEqual([[{ provider: 'openai', model: 'gpt' }]]);
  });

  it('is neither asked nor mentioned while the model itself answers', async () => {
    expect(await all(stream(clientOf()))).toEqual(answered);
    expect(small.exchanges).toEqual([]);
  });

  it('is followed by its own fallbacks, then by the next one', async () => {
    big.always(fails(429));
    small.next(fails(429), fails(429));
    expect(await all(stream(clientOf()))).toEqual([{ model: 'phi' }, ...answered]);
    expect(asked(small)).toEqual(['llama', 'gemma', 'phi']);
  });

  it.each([
    ['rate limits', fails(429), 1],
    ['a key that is refused', fails(401), 1],
    ['a model that is not there', fails(404), 1],
    ['a cut before the first token', cuts(), 2],
  ])('helps against %s', async (_, behaviour, calls) => {
    big.always(behaviour);
    expect(await all(stream(clientOf()))).toHaveLength(4);
    expect(big.exchanges).toHaveLength(calls);
  });

  it('does not help a request that is invalid', async () => {
    big.always(fails(400));
    await expect(all(stream(clientOf()))).rejects.toMatchObject({ failure: 'rejected' });
    expect(small.exchanges).toEqual([]);
  });

  it('does not take over after the first token', async () => {
    big.always(cuts('Hel'));
    await expect(all(stream(clientOf()))).rejects.toMatchObject({ failure: 'connection' });
    expect(small.exchanges).toEqual([]);
  });

  it('has the retry that the first model did not need, and no other', async () => {
    big.always(fails(429));
    small.next(fails(500), answers('Hello', ' world'));
    expect(await all(stream(clientOf()))).toEqual([{ model: 'llama' }, ...answered]);
    expect(asked(small)).toEqual(['llama', 'llama']);
    big.next(fails(500));
    small.always(fails(500));
    await expect(all(stream(clientOf()))).rejects.toMatchObject({ failure: 'server_error' });
    expect(asked(small).slice(2)).toEqual(['llama', 'gemma', 'phi']);
  });

  it('cannot be chosen where it is hidden', () => {
    const client = clientOf();
    expect(client.models().map(({ name }) => name)).toEqual(['standard', 'tiny']);
    expect(client.find('little')).toBeNull();
    expect(client.find('tiny')).toMatchObject({ label: 'Tiny', providerModel: 'phi' });
  });

  it('ends upstream when the caller aborts', async () => {
    big.always(fails(429));
    small.always(stalls('Hel'));
    const stop = new AbortController();
    const chunks = stream(clientOf(), stop.signal)[Symbol.asyncIterator]();
    expect((await chunks.next()).value).toEqual({ model: 'llama' });
    expect((await chunks.next()).value).toEqual({ text: 'Hel' });
    const rest = chunks.next();
    stop.abort(new Error('enough'));
    await expect(rest).rejects.toThrow('enough');
    await small.exchanges[0]!.closed;
  });
});

it('a provider that fails is left alone, and others are not', async () => {
  big.always(fails(500));
  const client = clientOf();
  for (let n = 0; n < 6; n += 1) expect(await all(stream(client))).toHaveLength(4);
  expect(big.exchanges).toHaveLength(10);
  expect(small.exchanges).toHaveLength(6);
  expect(await stage.health.all()).toEqual({ llm: 'down' });
  expect(await all(stream(client, undefined, 'tiny'))).toEqual(answered);
});

it('all is well while every provider is', async () => {
  await all(stream(clientOf()));
  expect(await stage.health.all()).toEqual({ llm: 'up' });
});

describe('the limits span all that is tried:', () => {
  // The limits run on a clock of the test's own; the network takes the time it takes.
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'Date', 'hrtime', 'performance'],
    });
  });
  afterEach(() => jest.useRealTimers());

  /** Refuses when told to. */
  function refusesLate() {
    const told = Promise.withResolvers<void>();
    const behaviour: Behaviour = async (exchange) => {
      await told.promise;
      await fails(429)(exchange);
    };
    return { behaviour, refuse: told.resolve };
  }

  it.each([
    ['first_token', { first_token_ms: 5_000, total_ms: 60_000 }],
    ['total', { first_token_ms: 60_000, total_ms: 5_000 }],
  ])('%s', async (limit, timeouts) => {
    const counted = jest.spyOn(operationDuration, 'observe');
    const { behaviour, refuse } = refusesLate();
    big.always(behaviour);
    small.always(hangs());
    const call = all(stream(clientOf(timeouts)));
    await big.called(1);
    jest.advanceTimersByTime(3_000);
    refuse();
    await small.called(1);
    jest.advanceTimersByTime(2_000);
    await expect(call).rejects.toMatchObject({ code: 'timeout', limit });
    await small.exchanges[0]!.closed;
    expect(counted.mock.calls.map(([labels]) => [labels.gen_ai_request_model, labels.error_type])).toEqual([
      ['gpt', 'rate_limited'],
      ['llama', 'timeout'],
    ]);
  });

  it('connecting has a limit of its own, after which there is time for others', async () => {
    const silent = createServer((socket) => void socket.on('error', () => undefined).resume());
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const address = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/v1`;
    const call = all(stream(clientOf({ connect_ms: 1_000 }, address)));
    await once(silent, 'connection');
    jest.advanceTimersByTime(1_000);
    expect(await call).toEqual([{ model: 'llama' }, ...answered]);
    await new Promise((closed) => silent.close(closed));
  });
});
