import { m } from '#messages';
import type { Sentence } from '#lib/language.svelte.js';

const FEATURES: Record<string, [name: Sentence, about: Sentence, lost: Sentence]> = {
  turns: [m.feature_turns, m.feature_turns_about, m.feature_turns_lost],
  long_turns: [m.feature_long_turns, m.feature_long_turns_about, m.feature_long_turns_lost],
  premium_models: [m.feature_premium_models, m.feature_premium_models_about, m.feature_premium_models_lost],
};

/** A feature's name, one sentence about it, and what to say when it is lost; unknown ones are shown by their own name. */
export function describeFeature(feature: string): { name: string; about: string; lost: string } {
  const words = feature.replaceAll('_', ' ');
  const [name, about, lost] = FEATURES[feature] ?? [
    () => words.charAt(0).toUpperCase() + words.slice(1),
    () => '',
    () => m.feature_other_lost({ name: words }),
  ];
  return { name: name(), about: about(), lost: lost() };
}
