import { testConfig } from '@app/platform/testing';
import { Logger } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import { SourceTextModule, SyntheticModule } from 'node:vm';
import ts from 'typescript';
import { parse } from 'yaml';
import { LlmConfig } from '../llm.config.js';
import { all, ModelStage, stream } from '../testing/model-stage.js';
import { cuts, fails, PretendModel, says, stalls } from '../testing/index.js';
import type { WireProtocol } from './model-protocol.js';
import { protocols } from './index.js';

/** The code blocks of a page that somebody who adds a protocol or a model would follow. */
const blocksOf = (page: string, language: string) => {
  const text = readFileSync(new URL(`../../../../docs/extending/${page}.md`, import.meta.url), 'utf8');
  return [...text.matchAll(new RegExp('^```' + language + '\\n([^]*?)^```$', 'gm'))].map(([, code]) => code!);
};
const settingsOf = (yaml: string) => (parse(yaml) as { llm: Record<string, Record<string, object>> }).llm;

/** Runs a file as if it lay in this folder. */
async function moduleOf(code: string): Promise<{ default: WireProtocol }> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
  });
  const module = new SourceTextModule(outputText);
  await module.link(async (specifier) => {
    const found = (await import(specifier)) as Record<string, unknown>;
    const names = Object.keys(found);
    return new SyntheticModule(names, function () {
      for (const name of names) this.setExport(name, found[name]);
    });
  });
  await module.evaluate();
  return module.namespace as { default: WireProtocol };
}

const event = (type: string, more: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const STARTS = event('message_start', { message: { usage: { input_tokens: 11, output_tokens: 1 } } });
const SPEAKS = STARTS + event('content_block_delta', { delta: { type: 'text_delta', text: 'Hello' } });
const ENDS = event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } });

describe('the page about wire protocols', () => {
  let model: PretendModel;
  let stage: ModelStage;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    const { default: protocol } = await moduleOf(blocksOf('llm-protocol', 'ts')[0]!);
    (protocols as Map<string, WireProtocol>).set('anthropic-messages', protocol);
    model = await PretendModel.start();
    stage = new ModelStage();
  });
  afterAll(async () => {
    stage.close();
    await model.close();
  });

  function client() {
    const { providers, models } = settingsOf(blocksOf('llm-protocol', 'yaml')[0]!);
    const anthropic = { ...providers!.anthropic, base_url: model.baseUrl, api_key: 'key-of-the-test' };
    return stage.clientOf({ providers: { anthropic }, models });
  }

  it('adds one by one file and one entry', async () => {
    model.next(says(SPEAKS + ENDS + event('message_stop')));
    expect(await all(stream(client()))).toEqual([
      { usage: { inputTokens: 11, outputTokens: 1 } },
      { text: 'Hello' },
      { usage: { inputTokens: 11, outputTokens: 2 } },
    ]);
    const { body, headers } = model.exchanges[0]!;
    expect(headers).toMatchObject({ 'x-api-key': 'key-of-the-test', 'anthropic-version': '2023-06-01' });
    expect(body).toMatchObject({ stream: true, max_tokens: 8000, messages: [{ role: 'user', content: 'Hi' }] });
  });

  it.each([
    ['refused', fails(401), 'refused'],
    ['limited', fails(429), 'rate_limited'],
    ['cut', cuts(), 'connection'],
    ['not whole', says(SPEAKS + ENDS), 'bad_answer'],
    ['an error', says(event('error', { error: { type: 'overloaded_error' } })), 'server_error'],
  ])('an answer that is %s is a failure', async (_, behaviour, failure) => {
    model.next(behaviour, behaviour);
    await expect(all(stream(client()))).rejects.toMatchObject({ failure });
    model.forgetPlans();
  });

  it('ends upstream with its caller', async () => {
    model.next(stalls());
    const stop = new AbortController();
    const call = all(stream(client(), stop.signal));
    const calls = model.exchanges.length;
    await model.called(calls + 1);
    stop.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await model.exchanges[calls]!.closed;
  });
});

it('the page about models shows settings that are sound', () => {
  const [short, long] = blocksOf('model', 'yaml').map(settingsOf);
  const environment = { LLM_BASE_URL: 'https://llm.example.net/v1', LLM_MODEL: 'small' };
  const load = (llm: object) => testConfig([LlmConfig], { llm }, environment).get(LlmConfig).llm;
  expect(load(short!).catalogue.map(({ name }) => name)).toEqual(['standard', 'premium']);
  expect(load(long!).catalogue.map(({ name }) => name)).toEqual(['standard', 'premium', 'small']);
});
