import { ConfigurationError } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { LlmConfig } from './llm.config.js';

const settings = {
  base_url: 'https://llm.example.net/v1',
  api_key: 'sk-of-this-test',
  model: 'small',
  premium_model: '',
};
const load = (llm: object, environment: Record<string, string> = {}) =>
  testConfig([LlmConfig], { llm }, environment).get(LlmConfig).llm;

function problemsOf(llm: object, environment: Record<string, string> = {}): string[] {
  try {
    load(llm, environment);
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems.map(({ name, reason }) => `${name} ${reason}`);
  }
}

const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://app.example.net' };

it('the premium model is the standard one unless there is another', () => {
  expect(load(settings).models).toEqual({ standard: 'small', premium: 'small' });
  expect(load({ ...settings, premium_model: 'large' }).models.premium).toBe('large');
});

it('the limits have defaults', () => {
  expect(load(settings).timeouts).toEqual({ connectMs: 5000, firstTokenMs: 30_000, gapMs: 20_000, totalMs: 120_000 });
});

it('an address and a model must be given, a key need not', () => {
  expect(problemsOf({ ...settings, base_url: '${LLM_BASE_URL}', model: '${LLM_MODEL}', api_key: '' })).toEqual([
    'LLM_BASE_URL is missing',
    'LLM_MODEL is missing',
  ]);
});

it('the sandbox is refused in production unless test endpoints are allowed', () => {
  const sandbox = { ...settings, api_key: 'sandbox_llm_key', model: 'local-demo', premium_model: 'local-demo-premium' };
  expect(problemsOf(sandbox)).toEqual([]);
  expect(problemsOf(sandbox, { ...production, ALLOW_TEST_ENDPOINTS: '1' })).toEqual([]);
  const refused = problemsOf(sandbox, production).map((problem) => problem.split(' ')[0]);
  expect(refused).toEqual(['LLM_API_KEY', 'LLM_MODEL', 'LLM_PREMIUM_MODEL']);
});

const provider = { base_url: 'https://llm.example.net/v1' };
const standard = { provider: 'openai', model: 'gpt' };
const long = { providers: { openai: provider }, models: { standard } };
const withModels = (models: object) => ({ ...long, models: { standard, ...models } });

describe('the long form', () => {
  it('names any providers and models, in its order', () => {
    const { providers, catalogue } = load(
      {
        providers: {
          openai: { ...provider, api_key: '${KEY}' },
          local: { base_url: 'http://vllm:8000/v1', usage: 'continuous' },
        },
        models: {
          standard: {
            label: 'Usual',
            ...standard,
            fallbacks: ['small'],
            price: { currency: 'usd', input_per_million: '0.25', output_per_million: 2 },
          },
          small: { provider: 'local', model: 'llama', hidden: true },
        },
      },
      { KEY: 'sk-2' },
    );
    expect(providers).toMatchObject([
      { name: 'openai', protocol: 'openai-chat', baseUrl: provider.base_url, apiKey: 'sk-2', own: { usage: 'at_end' } },
      { name: 'local', baseUrl: 'http://vllm:8000/v1', apiKey: undefined, own: { usage: 'continuous' } },
    ]);
    expect(catalogue).toMatchObject([
      {
        name: 'standard',
        label: 'Usual',
        providerModel: 'gpt',
        fallbacks: ['small'],
        hidden: false,
        price: { currency: 'usd', inputPerMillion: 0.25, outputPerMillion: 2 },
      },
      { name: 'small', label: 'Small', provider: 'local', providerModel: 'llama', hidden: true },
    ]);
  });

  it('adds to the short one, whose provider is openai', () => {
    const local = { base_url: 'http://127.0.0.1:8000/v1' };
    const { providers, catalogue } = load({
      ...settings,
      providers: { local },
      models: { tiny: { provider: 'local', model: 'phi' } },
    });
    expect(providers.map(({ name }) => name)).toEqual(['openai', 'local']);
    expect(catalogue.map(({ name, provider }) => [name, provider])).toEqual([
      ['standard', 'openai'],
      ['premium', 'openai'],
      ['tiny', 'local'],
    ]);
    expect(catalogue[1]).toMatchObject({ label: 'Premium', feature: 'premium_models' });
  });

  it('stands alone when the placeholders of the short one are unset', () => {
    const unset = {
      base_url: '${LLM_BASE_URL}',
      api_key: '${LLM_API_KEY}',
      model: '${LLM_MODEL}',
      premium_model: '${LLM_PREMIUM_MODEL}',
    };
    expect(load({ ...unset, ...long }).catalogue.map(({ name }) => name)).toEqual(['standard']);
    expect(problemsOf({ ...unset, providers: null, models: null })).toEqual([
      'LLM_BASE_URL is missing',
      'LLM_MODEL is missing',
    ]);
  });

  it('may give the short one its provider, and the short one its models', () => {
    const { catalogue } = load({
      model: 'small',
      providers: { openai: provider },
      models: { premium: { ...standard, model: 'large' } },
    });
    expect(catalogue.map(({ name, providerModel }) => [name, providerModel])).toEqual([
      ['standard', 'small'],
      ['premium', 'large'],
    ]);
  });
});

describe('a problem of the long form is', () => {
  it.each<[string, object, string]>([
    ['no standard model', { ...long, models: { other: standard } }, 'llm.models.standard is missing'],
    [
      'a short model without a provider',
      { model: 'small', providers: { local: provider }, models: {} },
      'llm.base_url is missing',
    ],
    [
      'a provider made twice',
      { ...settings, providers: { openai: provider } },
      'llm.providers.openai is made by llm.base_url, too: give one of them',
    ],
    [
      'a model made twice',
      { ...settings, models: { standard } },
      'llm.models.standard is made by llm.model, too: give one of them',
    ],
    [
      'a premium model made twice',
      { ...settings, premium_model: 'large', models: { premium: standard } },
      'llm.models.premium is made by llm.premium_model, too: give one of them',
    ],
    [
      'a provider that is not there',
      withModels({ other: { provider: 'constructor', model: 'phi' } }),
      'llm.models.other.provider is none of llm.providers',
    ],
    [
      'a fallback that is not there',
      withModels({ other: { ...standard, fallbacks: ['constructor'] } }),
      'llm.models.other.fallbacks.0 is none of llm.models',
    ],
    [
      'a fallback on itself',
      withModels({ other: { ...standard, fallbacks: ['standard', 'other'] } }),
      'llm.models.other.fallbacks.1 is the model itself',
    ],
    [
      'a fallback that gives away a feature',
      withModels({ other: { ...standard, fallbacks: ['dear'] }, dear: { ...standard, feature: 'premium_models' } }),
      'llm.models.other.fallbacks.0 needs a feature that the model itself does not need',
    ],
    [
      'a hidden standard model',
      withModels({ standard: { ...standard, hidden: true } }),
      'llm.models.standard.hidden must not be true: standard answers turns that name no model',
    ],
    [
      'a name that no frame can have',
      withModels({ 'Big One': standard }),
      'llm.models.Big One is not a name of lower-case letters, digits, - and _',
    ],
    [
      'a provider of no such name',
      { ...long, providers: { openai: provider, 'Big One': provider } },
      'llm.providers.Big One is not a name of lower-case letters, digits, - and _',
    ],
    [
      'an unknown protocol',
      { ...long, providers: { openai: { ...provider, protocol: 'telepathy' } } },
      'llm.providers.openai.protocol is not one of openai-chat',
    ],
    [
      'a key that the protocol does not know',
      { ...long, providers: { openai: { ...provider, colour: 'red' } } },
      'llm.providers.openai Unrecognized key: "colour"',
    ],
    [
      'a wish of usage that nobody knows',
      { ...long, providers: { openai: { ...provider, usage: 'often' } } },
      'llm.providers.openai.usage is neither at_end nor continuous',
    ],
    [
      'a key that no model has',
      withModels({ other: { ...standard, colour: 'red' } }),
      'llm.models.other Unrecognized key: "colour"',
    ],
    [
      'a model without its name at the provider',
      withModels({ other: { provider: 'openai' } }),
      'llm.models.other.model is missing',
    ],
    [
      'a provider without an address',
      { ...long, providers: { openai: {} } },
      'llm.providers.openai.base_url is missing',
    ],
    [
      'an address that is none',
      { ...long, providers: { openai: { base_url: 'ftp://there' } } },
      'llm.providers.openai.base_url is not an http or https URL',
    ],
    [
      'a password in an address',
      { ...long, providers: { openai: { base_url: 'https://u:p@there/v1' } } },
      'llm.providers.openai.base_url must contain neither user nor password; a key goes into api_key',
    ],
    [
      'a query in an address',
      { ...long, providers: { openai: { base_url: 'https://there/v1?key=1' } } },
      'llm.providers.openai.base_url must have no query and no fragment',
    ],
    [
      'a price that is unset',
      withModels({
        other: { ...standard, price: { currency: 'usd', input_per_million: '${P}', output_per_million: 1 } },
      }),
      'P is not a price, such as 0.25',
    ],
    [
      'a price below nothing',
      withModels({ other: { ...standard, price: { currency: 'usd', input_per_million: -1, output_per_million: 1 } } }),
      'llm.models.other.price.input_per_million is less than nothing',
    ],
    [
      'half a price',
      withModels({ other: { ...standard, price: { currency: 'usd', input_per_million: 1 } } }),
      'llm.models.other.price.output_per_million is missing',
    ],
    [
      'a currency that is none',
      withModels({ other: { ...standard, price: { currency: '$', input_per_million: 1, output_per_million: 1 } } }),
      'llm.models.other.price.currency is not a currency in three lower-case letters, such as usd',
    ],
  ])('%s', (_, llm, problem) => {
    expect(problemsOf(llm)).toEqual([problem]);
  });

  it('a circle of fallbacks, at each of its links', () => {
    const circle = withModels({
      a: { ...standard, fallbacks: ['b'] },
      b: { ...standard, fallbacks: ['c'] },
      c: { ...standard, fallbacks: ['a'] },
    });
    expect(problemsOf(circle)).toEqual(
      ['a', 'b', 'c'].map((name) => `llm.models.${name}.fallbacks.0 leads back to the model itself`),
    );
  });

  it('told with an example, and never with the value', () => {
    const wrong = {
      providers: { openai: { base_url: 'https://me:hunter2@there' } },
      models: { standard: { ...standard, price: { currency: 'hunter2' } } },
    };
    expect(() => load(wrong)).toThrow(ConfigurationError);
    try {
      load(wrong);
    } catch (error) {
      expect((error as ConfigurationError).problems.every(({ example }) => example)).toBe(true);
      expect((error as Error).message).not.toContain('hunter2');
    }
  });
});

describe('in production', () => {
  const named = (llm: object, environment = {}) =>
    problemsOf(llm, { ...production, ...environment }).map((problem) => problem.split(' ')[0]);

  it('the sandbox is refused as any provider and any model', () => {
    const sandbox = {
      ...settings,
      providers: { local: { ...provider, api_key: 'sandbox_llm_key' } },
      models: { demo: { provider: 'local', model: 'local-demo', hidden: true } },
    };
    expect(named(sandbox)).toEqual(['llm.providers.local.api_key', 'llm.models.demo.model']);
    expect(named(sandbox, { ALLOW_TEST_ENDPOINTS: '1' })).toEqual([]);
  });

  it('prompts and keys cross the open network by https alone', () => {
    const open = {
      ...settings,
      base_url: 'http://llm.example.net/v1',
      providers: { far: { base_url: 'http://93.184.216.34/v1' } },
    };
    expect(named(open)).toEqual(['LLM_BASE_URL', 'llm.providers.far.base_url']);
    expect(named(open, { ALLOW_TEST_ENDPOINTS: '1' })).toEqual([]);
    expect(problemsOf(open)).toEqual([]);
  });
});
