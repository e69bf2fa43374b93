import { issuedSecret, optionalText } from '@app/platform';
import { z } from 'zod';
import { ModelEntry, modelOf, type ModelSettings } from './model-settings.js';
import { OptionalBaseUrl, ProviderEntry, providerOf, type ProviderSettings } from './provider-settings.js';

const milliseconds = (fallback: number) => z.coerce.number().int().min(1).max(3_600_000).default(fallback);

const Timeouts = z
  .strictObject({
    connect_ms: milliseconds(5000),
    first_token_ms: milliseconds(30_000),
    gap_ms: milliseconds(20_000),
    total_ms: milliseconds(120_000),
  })
  .prefault({});

// What a turn frame can name.
const Name = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/);
const named = <E extends z.ZodType>(entry: E) =>
  z
    .record(Name, entry, {
      error: ({ code }) =>
        code === 'invalid_key' ? 'is not a name of lower-case letters, digits, - and _' : undefined,
    })
    .nullish();

/** The provider that the short form makes. */
const SHORT = 'openai';

const Written = z.strictObject({
  base_url: OptionalBaseUrl,
  api_key: issuedSecret,
  model: optionalText,
  premium_model: optionalText,
  providers: named(ProviderEntry),
  models: named(ModelEntry),
  timeouts: Timeouts,
});
type Written = z.output<typeof Written>;

/**
 * The short form (`base_url`, `api_key`, `model`, `premium_model`) makes the provider `openai` and the models `standard` and
 * `premium`; the long form (`providers`, `models`) makes any. Both may be used together, if nothing is made twice.
 */
export const LlmSettings = Written.superRefine((llm, context) => {
  for (const [path, message] of whatIsMissing(llm).concat(whatIsTwice(llm)))
    context.addIssue({ code: 'custom', path, message });
}).transform((llm) => {
  const { connect_ms, first_token_ms, gap_ms, total_ms } = llm.timeouts;
  const catalogue = modelsOf(llm);
  return {
    providers: providersOf(llm),
    /** Every model, in the order of the settings. */
    catalogue,
    /** What its provider calls each model. */
    models: Object.fromEntries(catalogue.map(({ name, providerModel }) => [name, providerModel])),
    timeouts: { connectMs: connect_ms, firstTokenMs: first_token_ms, gapMs: gap_ms, totalMs: total_ms },
  };
});
export type LlmSettings = z.output<typeof LlmSettings>;

type Finding = [path: string[], message: string];

function whatIsMissing({ base_url, model, premium_model, providers, models }: Written): Finding[] {
  const names = Object.keys(providers ?? {});
  const needsShort = names.length === 0 || ((model || premium_model) && !names.includes(SHORT));
  const missing: Finding[] = [];
  if (!base_url && needsShort) missing.push([['base_url'], 'is missing']);
  if (!model && !models) missing.push([['model'], 'is missing']);
  if (!model && models && !models.standard) missing.push([['models', 'standard'], 'is missing']);
  return missing;
}

function whatIsTwice({ base_url, model, premium_model, providers, models }: Written): Finding[] {
  const twice: Finding[] = [];
  const add = (path: string[], key: string) => twice.push([path, `is made by llm.${key}, too: give one of them`]);
  if (base_url && providers?.[SHORT]) add(['providers', SHORT], 'base_url');
  if (model && models?.standard) add(['models', 'standard'], 'model');
  if (premium_model && models?.premium) add(['models', 'premium'], 'premium_model');
  return twice;
}

function providersOf({ base_url, api_key, providers }: Written): ProviderSettings[] {
  const names = { baseUrl: 'LLM_BASE_URL', apiKey: 'LLM_API_KEY' };
  const short = base_url ? [providerOf(SHORT, { base_url, api_key, protocol: undefined }, names)] : [];
  return [...short, ...Object.entries(providers ?? {}).map(([name, entry]) => providerOf(name, entry))];
}

function modelsOf({ model, premium_model, models }: Written): ModelSettings[] {
  const short: ModelSettings[] = [];
  const at = { provider: SHORT, fallbacks: [], hidden: false };
  if (model) short.push(modelOf('standard', { ...at, model }, 'LLM_MODEL'));
  const premium = { ...at, feature: 'premium_models' };
  if (premium_model) short.push(modelOf('premium', { ...premium, model: premium_model }, 'LLM_PREMIUM_MODEL'));
  else if (model && !models?.premium) short.push(modelOf('premium', { ...premium, model }, 'LLM_MODEL'));
  return [...short, ...Object.entries(models ?? {}).map(([name, entry]) => modelOf(name, entry))];
}
