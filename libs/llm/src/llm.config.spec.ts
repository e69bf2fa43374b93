import { ConfigurationError } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { LlmConfig } from './llm.config.js';

const settings = { base_url: 'https://llm.example.net/v1', api_key: 'sk-1', model: 'small', premium_model: '' };
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
