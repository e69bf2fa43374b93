import {
  allowTestEndpoints,
  configSection,
  isPrivateHost,
  isTooWeak,
  nodeEnv,
  setting,
  type ConfigProblem,
} from '@app/platform';
import { LlmSettings } from './settings/llm-settings.js';
import { modelProblems } from './settings/model-problems.js';

const SANDBOX_KEY = 'sandbox_llm_key';
const SANDBOX_MODEL = /^local-demo/;

/** Where the models are, which of them there are, and how long a call may take. */
export class LlmConfig extends configSection({
  nodeEnv,
  allowTestEndpoints,
  llm: setting('llm', LlmSettings, {
    '': "llm: { base_url: '${LLM_BASE_URL}', model: '${LLM_MODEL}' }",
    base_url: 'https://api.openai.com/v1',
    model: 'gpt-5-mini',
    providers: 'providers: { local: { base_url: http://vllm:8000/v1 } }',
    models: 'models: { standard: { provider: openai, model: gpt-5-mini } }',
    'models.standard': 'standard: { provider: openai, model: gpt-5-mini }',
    timeouts: 'timeouts: { first_token_ms: 30000 }',
  }),
}) {
  static problems({ nodeEnv, allowTestEndpoints, llm }: LlmConfig): ConfigProblem[] {
    const inProduction = nodeEnv === 'production' && !allowTestEndpoints;
    return [...modelProblems(llm), ...(inProduction ? productionProblems(llm) : [])];
  }
}

function productionProblems({ providers, catalogue }: LlmSettings): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const refuse = (name: string, what: string, example: string) =>
    problems.push({ name, reason: `${what} unless ALLOW_TEST_ENDPOINTS=1`, example });
  for (const { baseUrl, apiKey, names } of providers) {
    if (baseUrl.startsWith('http:') && !isPrivateHost(baseUrl))
      refuse(names.baseUrl, 'must be https in production, but within a private network', 'https://api.openai.com/v1');
    if (apiKey === SANDBOX_KEY) refuse(names.apiKey, "is the sandbox's, which production refuses", 'sk-…');
    // A server of one's own may be content with any word.
    else if (apiKey && !isPrivateHost(baseUrl) && isTooWeak(apiKey))
      refuse(names.apiKey, 'is an example value or shorter than 8 bytes, which production refuses', 'sk-…');
  }
  for (const { providerModel, nameOfModel } of catalogue)
    if (SANDBOX_MODEL.test(providerModel))
      refuse(nameOfModel, "is the sandbox's, which production refuses", 'gpt-5-mini');
  return problems;
}
