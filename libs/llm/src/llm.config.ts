import { allowTestEndpoints, configSection, nodeEnv, optionalText, setting, type ConfigProblem } from '@app/platform';
import { z } from 'zod';

const milliseconds = (fallback: number) => z.coerce.number().int().min(1).max(3_600_000).default(fallback);

const Timeouts = z
  .strictObject({
    connect_ms: milliseconds(5000),
    first_token_ms: milliseconds(30_000),
    gap_ms: milliseconds(20_000),
    total_ms: milliseconds(120_000),
  })
  .prefault({});

const Llm = z
  .strictObject({
    base_url: z
      .string({ error: 'is missing' })
      .min(1, 'is missing')
      .pipe(z.url({ protocol: /^https?$/, error: 'is not an http or https URL' })),
    api_key: optionalText,
    model: z.string({ error: 'is missing' }).min(1, 'is missing'),
    premium_model: optionalText,
    timeouts: Timeouts,
  })
  .transform(({ base_url, api_key, model, premium_model, timeouts }) => ({
    baseUrl: base_url,
    apiKey: api_key,
    models: { standard: model, premium: premium_model ?? model },
    timeouts: {
      connectMs: timeouts.connect_ms,
      firstTokenMs: timeouts.first_token_ms,
      gapMs: timeouts.gap_ms,
      totalMs: timeouts.total_ms,
    },
  }));

const SANDBOX_KEY = 'sandbox_llm_key';
const SANDBOX_MODEL = /^local-demo/;

/** Where the model is, which models serve `standard` and `premium`, and how long a call may take. */
export class LlmConfig extends configSection({
  nodeEnv,
  allowTestEndpoints,
  llm: setting('llm', Llm, {
    '': 'llm: { base_url: ${LLM_BASE_URL}, model: ${LLM_MODEL} }',
    base_url: 'https://api.openai.com/v1',
    model: 'gpt-5-mini',
    timeouts: 'timeouts: { first_token_ms: 30000 }',
  }),
}) {
  static problems({ nodeEnv, allowTestEndpoints, llm }: LlmConfig): ConfigProblem[] {
    if (nodeEnv !== 'production' || allowTestEndpoints) return [];
    const problems: ConfigProblem[] = [];
    const refuse = (name: string, example: string) =>
      problems.push({
        name,
        reason: "is the sandbox's, which production refuses unless ALLOW_TEST_ENDPOINTS=1",
        example,
      });
    if (llm.apiKey === SANDBOX_KEY) refuse('LLM_API_KEY', 'sk-…');
    if (SANDBOX_MODEL.test(llm.models.standard)) refuse('LLM_MODEL', 'gpt-5-mini');
    if (llm.models.premium !== llm.models.standard && SANDBOX_MODEL.test(llm.models.premium)) {
      refuse('LLM_PREMIUM_MODEL', 'gpt-5');
    }
    return problems;
  }
}
