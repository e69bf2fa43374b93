import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { breakerState, cost, fallbacks, operationDuration, retries, tokenUsage } from '../llm.metrics.js';
import type { ModelChunk } from '../model-client.js';
import { all, ModelStage, stream } from '../testing/model-stage.js';
import { answers, fails, PretendModel, reports, says, stalls } from '../testing/index.js';

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

const price = { currency: 'eur', input_per_million: 200_000, output_per_million: 1_000_000 };
const settings = (more: object = {}, own: object = { usage: 'continuous' }) => ({
  providers: { local: { base_url: model.baseUrl, ...own } },
  models: {
    standard: { provider: 'local', model: 'llama', price },
    free: { provider: 'local', model: 'phi' },
  },
  ...more,
});
const clientOf = (more?: object, own?: object) => stage.clientOf(settings(more, own));

const llama = { gen_ai_operation_name: 'chat', gen_ai_provider_name: 'local', gen_ai_request_model: 'llama' };
const counted = (input: number, output: number) => [
  [{ ...llama, gen_ai_token_type: 'input' }, input],
  [{ ...llama, gen_ai_token_type: 'output' }, output],
];
const used = (outputTokens: number) => ({ usage: { inputTokens: 11, outputTokens } });
const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const delta = (content: string) => ({ choices: [{ delta: { content } }] });

/** Reads until so much text has come, and lets go. */
async function readSome(chunks: AsyncIterable<ModelChunk>, texts: number): Promise<ModelChunk[]> {
  const seen: ModelChunk[] = [];
  for await (const chunk of chunks) {
    seen.push(chunk);
    if (seen.filter((each) => 'text' in each).length === texts) break;
  }
  return seen;
}

describe('usage', () => {
  it('is asked for with every piece where the settings say so, and only there', async () => {
    await all(stream(clientOf()));
    await all(stream(clientOf({}, {})));
    expect(model.exchanges.map(({ body }) => body.stream_options)).toEqual([
      { include_usage: true, continuous_usage_stats: true },
      { include_usage: true },
    ]);
  });

  it('is told before the piece that it includes, whenever it has changed', async () => {
    model.next(reports('a', 'b'));
    expect(await readSome(stream(clientOf()), 2)).toEqual([used(1), { text: 'a' }, used(2), { text: 'b' }]);
    const again = { usage: { prompt_tokens: 11, completion_tokens: 1 } };
    model.next(says(`${event({ ...delta('a'), ...again })}${event({ ...delta('b'), ...again })}data: [DONE]\n\n`));
    expect(await all(stream(clientOf()))).toEqual([used(1), { text: 'a' }, { text: 'b' }]);
  });

  it('is counted once, with the last report', async () => {
    const observed = jest.spyOn(tokenUsage, 'observe');
    const pieces = [1, 2, 3].map((tokens) =>
      event({ ...delta('x'), usage: { prompt_tokens: 11, completion_tokens: tokens } }),
    );
    model.next(says(`${pieces.join('')}data: [DONE]\n\n`));
    await all(stream(clientOf()));
    expect(observed.mock.calls).toEqual(counted(11, 3));
  });

  it('is counted when the consumer walks away', async () => {
    const observed = jest.spyOn(tokenUsage, 'observe');
    model.next(reports('a', 'b', 'c'));
    await readSome(stream(clientOf()), 2);
    expect(observed.mock.calls).toEqual(counted(11, 2));
  });

  it('is counted when the caller aborts', async () => {
    const observed = jest.spyOn(tokenUsage, 'observe');
    model.next(reports('a', 'b'));
    const stop = new AbortController();
    const seen: ModelChunk[] = [];
    const read = async () => {
      for await (const chunk of stream(clientOf(), stop.signal)) {
        seen.push(chunk);
        if ('text' in chunk && chunk.text === 'b') stop.abort(new Error('enough'));
      }
    };
    await expect(read()).rejects.toThrow('enough');
    expect(seen).toContainEqual(used(2));
    expect(observed.mock.calls).toEqual(counted(11, 2));
  });

  it('is counted when a limit ends the stream', async () => {
    const observed = jest.spyOn(tokenUsage, 'observe');
    model.next(reports('a'));
    const call = all(stream(clientOf({ timeouts: { gap_ms: 30 } })));
    await expect(call).rejects.toMatchObject({ limit: 'gap' });
    expect(observed.mock.calls).toEqual(counted(11, 1));
  });

  it('is counted when the connection breaks, before the first token, too', async () => {
    const observed = jest.spyOn(tokenUsage, 'observe');
    const none = { choices: [{ delta: { content: '' } }], usage: { prompt_tokens: 11, completion_tokens: 0 } };
    model.next(says(event(none)), answers('Hello'));
    expect(await all(stream(clientOf()))).toEqual([{ text: 'Hello' }, used(1)]);
    expect(observed.mock.calls).toEqual([...counted(11, 0), ...counted(11, 1)]);
  });

  it('is not guessed where nothing was reported', async () => {
    const observed = jest.spyOn(tokenUsage, 'observe');
    model.next(stalls('a'));
    await readSome(stream(clientOf()), 1);
    expect(observed).not.toHaveBeenCalled();
  });

  it.each([
    ['half of one', { prompt_tokens: 11 }],
    ['words', { prompt_tokens: 'eleven', completion_tokens: '2' }],
    ['fractions', { prompt_tokens: 1.5, completion_tokens: 2.5 }],
    ['less than nothing', { prompt_tokens: -1, completion_tokens: 2 }],
    ['more than anybody can have', { prompt_tokens: 11, completion_tokens: 1e12 }],
  ])('is none if it is %s', async (_, usage) => {
    model.next(says(`${event({ ...delta('Hi'), usage })}data: [DONE]\n\n`));
    expect(await all(stream(clientOf()))).toEqual([{ text: 'Hi' }]);
  });
});

describe('what a call costs', () => {
  it('follows from the reported tokens and the price', async () => {
    const added = jest.spyOn(cost, 'inc');
    await all(stream(clientOf()));
    expect(added.mock.calls).toEqual([[{ provider: 'local', model: 'llama', currency: 'eur' }, 4.2]]);
  });

  it('is not said where no price is', async () => {
    const added = jest.spyOn(cost, 'inc');
    await all(stream(clientOf(), undefined, 'free'));
    expect(added).not.toHaveBeenCalled();
  });
});

describe('the metrics', () => {
  it('start at zero for every model, and of costs for those with a price', () => {
    const metrics = [operationDuration, tokenUsage, retries, fallbacks, cost];
    const started = metrics.map((metric) => jest.spyOn(metric, 'startAtZero'));
    const shown = jest.spyOn(breakerState, 'set');
    clientOf();
    const [llama, phi] = ['llama', 'phi'].map((model) => ({ provider: ['local'], model: [model] }));
    const [ofLlama, ofPhi] = ['llama', 'phi'].map((model) => ({
      gen_ai_provider_name: ['local'],
      gen_ai_request_model: [model],
    }));
    expect(started.map(({ mock }) => mock.calls.flat())).toEqual([
      [ofLlama, ofPhi],
      [ofLlama, ofPhi],
      [llama, phi],
      [llama, phi],
      [{ ...llama, currency: ['eur'] }],
    ]);
    expect(shown.mock.calls).toEqual([[{ provider: 'local' }, 0]]);
  });

  it('count every call once, by how it ended', async () => {
    const observed = jest.spyOn(operationDuration, 'observe');
    model.next(fails(503), answers('Hello'), stalls('Hel'));
    await all(stream(clientOf()));
    await readSome(stream(clientOf()), 1);
    const ended = observed.mock.calls.map(([labels, seconds]) => [labels, seconds > 0]);
    expect(ended).toEqual(['server_error', '', 'cancelled'].map((error_type) => [{ ...llama, error_type }, true]));
  });

  it('show the breaker of each provider', async () => {
    const shown = jest.spyOn(breakerState, 'set');
    model.always(fails(500));
    const client = clientOf();
    for (let n = 0; n < 5; n += 1) await expect(all(stream(client))).rejects.toBeDefined();
    expect(shown.mock.calls).toContainEqual([{ provider: 'local' }, 2]);
  });
});
