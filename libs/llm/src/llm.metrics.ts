import { counter, gauge, histogram, OPEN } from '@app/metrics';
import { LLM_FAILURES, type LlmFailure } from './llm.errors.js';

/** How a call ended: an empty word is success, as OpenTelemetry has it. */
export type Ending = '' | LlmFailure | 'timeout' | 'cancelled';

const call = {
  gen_ai_operation_name: ['chat'],
  gen_ai_provider_name: OPEN,
  gen_ai_request_model: OPEN,
} as const;

export const operationDuration = histogram({
  name: 'gen_ai_client_operation_duration_seconds',
  help: 'How long calls of a model take, from the request to the last token, by how they ended; each retry and each fallback is one',
  labels: { ...call, error_type: ['', ...LLM_FAILURES, 'timeout', 'cancelled'] },
  buckets: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84],
});

export const tokenUsage = histogram({
  name: 'gen_ai_client_token_usage',
  help: 'Tokens of each call, as the provider reported them last; calls that were aborted included',
  labels: { ...call, gen_ai_token_type: ['input', 'output'] },
  buckets: [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576],
});

export const retries = counter({
  name: 'turnpike_llm_retries_total',
  help: 'Calls of the model that were tried a second time before their first token',
  labels: { provider: OPEN, model: OPEN },
});

export const fallbacks = counter({
  name: 'turnpike_llm_fallbacks_total',
  help: 'Answers of a model that was not the one that was asked, because that one failed',
  labels: { provider: OPEN, model: OPEN },
});

export const cost = counter({
  name: 'turnpike_llm_cost_total',
  help: 'What the reported tokens cost, in units of the currency, where the settings have a price',
  labels: { provider: OPEN, model: OPEN, currency: OPEN },
});

export const breakerState = gauge({
  name: 'turnpike_llm_breaker_state',
  help: 'The circuit breaker of a provider: 0 closed, 1 half open, 2 open',
  labels: { provider: OPEN },
});
