import type { ModelSettings } from './model-settings.js';

/** The model with this name, then what is tried after it: its fallbacks in order, each followed by its own; none twice. */
export function fallbackChain(catalogue: readonly ModelSettings[], name: string): ModelSettings[] {
  const chain = new Map<string, ModelSettings>();
  const add = (next: string) => {
    const model = catalogue.find((each) => each.name === next);
    if (!model || chain.has(next)) return;
    chain.set(next, model);
    model.fallbacks.forEach(add);
  };
  add(name);
  return [...chain.values()];
}
