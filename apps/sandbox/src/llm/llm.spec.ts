import OpenAI from 'openai';
import { started, until } from '../../test/started.js';
import { startLlm } from './llm.server.js';

describe('the pretend model, through the real SDK', () => {
  let sandbox: Awaited<ReturnType<typeof started>>;
  let client: OpenAI;

  beforeAll(async () => {
    sandbox = await started(startLlm);
    const { LLM_BASE_URL, LLM_API_KEY } = sandbox.part().environment;
    client = new OpenAI({ baseURL: LLM_BASE_URL, apiKey: LLM_API_KEY, maxRetries: 0, logLevel: 'off' });
  });

  afterAll(() => sandbox.stop());

  const ask = (content: string, signal?: AbortSignal) =>
    client.chat.completions.create(
      {
        model: 'local-demo',
        messages: [{ role: 'user', content }],
        stream: true,
        stream_options: { include_usage: true },
      },
      { signal },
    );

  async function read(content: string) {
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of await ask(content)) chunks.push(chunk);
    return { chunks, text: chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('') };
  }

  it('streams the same plainly labelled answer to the same question', async () => {
    const { text, chunks } = await read('/fast What is a turnpike?');
    expect(text.startsWith('[Demo responder, not an AI model]')).toBe(true);
    expect(text).toContain('What is a turnpike?');
    expect(chunks.length).toBeGreaterThan(20);
    expect((await read('/fast What is a turnpike?')).text).toBe(text);
  });

  it('ends a stream with a finish reason, then with the usage and no choices', async () => {
    const { chunks } = await read('/fast hello');
    const [finish, usage] = chunks.slice(-2);
    expect(finish?.choices[0]?.finish_reason).toBe('stop');
    expect(usage?.choices).toEqual([]);
    expect(usage?.usage?.prompt_tokens).toBe(3);
    expect(usage?.usage?.completion_tokens).toBe(chunks.length - 3);
  });

  it('answers in one piece when no stream is asked for, and stops at max_tokens', async () => {
    const answer = await client.chat.completions.create({
      model: 'local-demo-premium',
      messages: [{ role: 'user', content: '/fast hello' }],
      max_tokens: 5,
    });
    expect(answer.choices[0]?.finish_reason).toBe('length');
    expect(answer.usage?.completion_tokens).toBe(5);
  });

  it('takes its time by default, and answers at length on /long', async () => {
    const begun = performance.now();
    const stream = await ask('hello');
    let seen = 0;
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content && ++seen === 10) break;
    expect(performance.now() - begun).toBeGreaterThan(250);
    expect((await read('/fast /long hello')).chunks.length).toBeGreaterThan(380);
  });

  it('shows Markdown in a question instead of repeating it as Markdown', async () => {
    expect((await read('/fast [x](http://example.com)')).text).toContain('\\[x\\](http://example.com)');
  });

  it('lists the commands on /help and the models on request', async () => {
    expect((await read('/fast /help')).text).toContain('`/ratelimit`');
    expect((await client.models.list()).data.map((model) => model.id)).toEqual(['local-demo', 'local-demo-premium']);
  });

  it('refuses a wrong key, an unknown model, and fails when told to', async () => {
    const stranger = new OpenAI({ baseURL: sandbox.part().environment.LLM_BASE_URL, apiKey: 'no', maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    const unknown = client.chat.completions.create({ model: 'gpt-none', messages: [{ role: 'user', content: 'x' }] });
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    await expect(ask('please /fail')).rejects.toMatchObject({ status: 500 });
    await expect(ask('/ratelimit')).rejects.toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
  });

  it('does not take a path in a sentence for a command', async () => {
    expect((await read('/fast look in src/fail or at /failure')).text).toContain('src/fail');
  });

  it('cuts the connection in mid-stream on /cut', async () => {
    const words: string[] = [];
    const reading = (async () => {
      for await (const chunk of await ask('/fast /cut hello')) words.push(chunk.choices[0]?.delta.content ?? '');
    })();
    await expect(reading).rejects.toThrow();
    expect(words.join('')).toContain('[Demo');
  });

  it('sends what no client can read on /garbage', async () => {
    await expect(read('/garbage')).rejects.toThrow();
  });

  it('says nothing at all on /hang, and nothing more on /stall', async () => {
    await expect(ask('/hang', AbortSignal.timeout(300))).rejects.toThrow(/abort/i);
    const stopped = new AbortController();
    const stream = await ask('/fast /stall hello', stopped.signal);
    let tokens = 0;
    const reading = (async () => {
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content) tokens++;
    })();
    await until(() => tokens === 8);
    const outcome = await Promise.race([reading, new Promise((done) => setTimeout(() => done('still open'), 300))]);
    expect(outcome).toBe('still open');
    expect(tokens).toBe(8);
    stopped.abort();
    await reading.catch(() => undefined);
  });
});
