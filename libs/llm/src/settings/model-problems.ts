import type { ConfigProblem } from '@app/platform';
import { fallbackChain } from './fallback-chain.js';
import type { LlmSettings } from './llm-settings.js';
import type { ModelSettings } from './model-settings.js';

type Settings = Pick<LlmSettings, 'providers' | 'catalogue'>;

/** What is wrong with the models of the settings, once each of them is sound by itself. */
export function modelProblems({ providers, catalogue }: Settings): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const model of catalogue) {
    const add = (key: string, reason: string, example: string) =>
      problems.push({ name: `llm.models.${model.name}.${key}`, reason, example });
    if (!providers.some(({ name }) => name === model.provider))
      add('provider', 'is none of llm.providers', providers[0]?.name ?? 'openai');
    if (model.name === 'standard' && model.hidden)
      add('hidden', 'must not be true: standard answers turns that name no model', 'false');
    for (const [index, name] of model.fallbacks.entries()) {
      const reason = whatIsWrong(catalogue, model, name);
      if (reason) add(`fallbacks.${index}`, reason, 'fallbacks: [small]');
    }
  }
  return problems;
}

function whatIsWrong(catalogue: readonly ModelSettings[], model: ModelSettings, name: string): string | null {
  const fallback = catalogue.find((each) => each.name === name);
  if (!fallback) return 'is none of llm.models';
  if (name === model.name) return 'is the model itself';
  if (fallbackChain(catalogue, name).includes(model)) return 'leads back to the model itself';
  // Else a provider's bad day would give people what their plan has not.
  if (fallback.feature && fallback.feature !== model.feature)
    return 'needs a feature that the model itself does not need';
  return null;
}
