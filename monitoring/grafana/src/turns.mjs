import { dashboard, during, graph, number, of, orZero, quantile, rate } from './build.mjs';

const COUNTED = 'outcome!~"cancelled|quota"';
const turns = 'turnpike_turn_duration_seconds';
const ended = `sum(${rate(`${turns}_count`, COUNTED)})`;
const failed = `sum(${rate(`${turns}_count`, 'outcome=~"timeout|llm_error|error"')})`;
const calls = 'gen_ai_client_operation_duration_seconds';
const tokens = 'gen_ai_client_token_usage';
const failedCalls = `sum by (gen_ai_provider_name) (${rate(`${calls}_count`, 'error_type!~"|cancelled"')})`;
const allCalls = `sum by (gen_ai_provider_name) (${rate(`${calls}_count`)})`;

const people = [
  graph({
    title: 'Turns by outcome',
    description: 'Turns a minute by how they ended.',
    unit: 'cpm',
    stacked: true,
    queries: [[`sum by (outcome) (${rate(`${turns}_count`)}) * 60`, '{{outcome}}']],
  }),
  graph({
    title: 'Share of failures',
    description:
      'Turns that failed, out of those that were neither cancelled nor without quota. Alert: TurnErrorRateHigh.',
    unit: 'percentunit',
    limit: 0.05,
    queries: [[`(${failed} or 0 * ${ended}) / ${ended}`, 'failed']],
  }),
  graph({
    title: 'In progress',
    description: 'Turns that are being answered.',
    unit: 'short',
    queries: [[`sum by (instance) (${of('turnpike_turns_in_progress')})`, '{{instance}}']],
  }),
  graph({
    title: 'First token',
    description:
      'From the message to the first piece of its answer. Alert: TimeToFirstTokenHigh, on the 95th percentile.',
    unit: 's',
    limit: 4,
    queries: [
      [quantile(0.5, 'turnpike_turn_time_to_first_token_seconds'), 'p50'],
      [quantile(0.95, 'turnpike_turn_time_to_first_token_seconds'), 'p95'],
    ],
  }),
  graph({
    title: 'Duration',
    description: 'From the message to the end of its answer. Alert: TurnLatencyHigh, on the 99th percentile.',
    unit: 's',
    limit: 10,
    queries: [
      [quantile(0.5, turns, { matchers: COUNTED }), 'p50'],
      [quantile(0.95, turns, { matchers: COUNTED }), 'p95'],
      [quantile(0.99, turns, { matchers: COUNTED }), 'p99'],
    ],
  }),
  graph({
    title: 'Refused by quotas',
    description: 'Turns a minute that a spent quota refused.',
    unit: 'cpm',
    queries: [[`sum by (quota, plan) (${rate('turnpike_quota_refused_total')}) * 60`, '{{quota}} {{plan}}']],
  }),
];

const model = [
  graph({
    title: 'Calls by ending',
    description: 'Calls of models a minute; each retry and each fallback is one.',
    unit: 'cpm',
    stacked: true,
    queries: [
      [
        `sum by (gen_ai_request_model, error_type) (${rate(`${calls}_count`)}) * 60`,
        '{{gen_ai_request_model}} {{error_type}}',
      ],
    ],
  }),
  graph({
    title: 'Share of failures',
    description: 'Calls that failed, by provider. Alert: LlmErrorRate.',
    unit: 'percentunit',
    limit: 0.1,
    queries: [[`(${failedCalls} or 0 * ${allCalls}) / ${allCalls}`, '{{gen_ai_provider_name}}']],
  }),
  graph({
    title: 'Circuit breakers',
    description: '0 closed, 1 half open, 2 open. Alert: BreakerOpen.',
    unit: 'short',
    limit: 1,
    max: 2,
    queries: [[`max by (provider) (${of('turnpike_llm_breaker_state')})`, '{{provider}}']],
  }),
  graph({
    title: 'Duration of calls',
    description: '95th percentile from the request to the last token, by model.',
    unit: 's',
    queries: [[quantile(0.95, calls, { by: ', gen_ai_request_model' }), '{{gen_ai_request_model}}']],
  }),
  graph({
    title: 'Retries and fallbacks',
    description: 'A minute. A fallback is an answer of a model that was not asked. Alert: LlmFallbacks.',
    unit: 'cpm',
    queries: [
      [`sum by (model) (${rate('turnpike_llm_retries_total')}) * 60`, 'retry {{model}}'],
      [`sum by (model) (${rate('turnpike_llm_fallbacks_total')}) * 60`, 'fallback to {{model}}'],
    ],
  }),
  graph({
    title: 'Tokens',
    description: 'Tokens a second that providers reported, by model.',
    unit: 'short',
    stacked: true,
    queries: [
      [
        `sum by (gen_ai_request_model, gen_ai_token_type) (${rate(`${tokens}_sum`)})`,
        '{{gen_ai_request_model}} {{gen_ai_token_type}}',
      ],
    ],
  }),
  number({
    title: 'Tokens of a call',
    description: 'The average of the time that is shown.',
    unit: 'short',
    width: 8,
    decimals: 0,
    queries: [
      [
        `sum by (gen_ai_token_type) (${during(`${tokens}_sum`)}) / sum by (gen_ai_token_type) (${during(`${tokens}_count`)})`,
        '{{gen_ai_token_type}}',
      ],
    ],
  }),
  number({
    title: 'Tokens',
    description: 'All of the time that is shown.',
    unit: 'short',
    width: 8,
    queries: [[`sum by (gen_ai_token_type) (${during(`${tokens}_sum`)})`, '{{gen_ai_token_type}}']],
  }),
  number({
    title: 'Cost',
    description: 'Of the time that is shown, where the settings have prices, in units of the currency.',
    unit: 'short',
    width: 8,
    decimals: 2,
    queries: [[orZero(`sum by (currency) (${during('turnpike_llm_cost_total')})`), '{{currency}}']],
  }),
];

export default dashboard({
  uid: 'turnpike-turns',
  title: 'Turns & LLM',
  description: 'How turns end and how long they take, and the models behind them.',
  rows: [
    ['Turns', people],
    ['Models', model],
  ],
});
