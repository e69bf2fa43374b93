import { isGiven, readVariable, type Environment } from './variables.js';

/** What the sandbox can stand in for. */
export type PartName = 'google' | 'github' | 'stripe' | 'llm' | 'mail';

interface ConfiguredYaml {
  tier?: string;
  oauth_providers?: Record<string, Record<string, unknown> | null> | null;
  plans?: Record<string, { price?: unknown; prices?: Record<string, unknown> | null } | null> | null;
  llm?: Record<string, unknown> | null;
}

/** The parts that have no real key, so that a stand-in takes their place. What the configuration leaves out needs none. */
export function partsWithoutKey(document: unknown, environment: Environment): PartName[] {
  const yaml = (document ?? {}) as ConfiguredYaml;
  const parts: PartName[] = [];
  const tier = yaml.tier ?? 'advanced';
  if (tier === 'advanced') {
    for (const name of ['google', 'github'] as const)
      if (isProviderWithoutKey(yaml, name, environment)) parts.push(name);
    if (!isGiven(environment, 'STRIPE_SECRET_KEY')) parts.push('stripe');
  }
  // Whoever names providers has a model.
  if (!yaml.llm?.providers && isLeftTo('LLM_BASE_URL', yaml.llm?.base_url, environment)) parts.push('llm');
  // Without sign-in there is nobody to write to.
  if (tier !== 'basic' && !isGiven(environment, 'SMTP_URL')) parts.push('mail');
  return parts;
}

/** What a price costs in the sandbox, by the term that the settings sell it for: cents, interval, how many of them. */
const TERMS: Record<string, string> = {
  daily: '100:day',
  weekly: '600:week',
  monthly: '2000:month',
  quarterly: '5700:month:3',
  half_yearly: '11000:month:6',
  yearly: '20000:year',
};

/** The Stripe prices that the plans name, which a stand-in must then know: an id, or an id with its terms. */
export function pricesOf(document: unknown, environment: Environment): string[] {
  const plans = Object.values((document as ConfiguredYaml | undefined)?.plans ?? {});
  const priced = plans.flatMap((plan) => [
    { id: plan?.price, terms: '' },
    ...Object.entries(plan?.prices ?? {}).map(([term, id]) => ({ id, terms: TERMS[term] ?? '' })),
  ]);
  const prices = priced.flatMap(({ id, terms }) => {
    const filled = typeof id === 'string' ? fill(id, environment) : '';
    return filled ? [[filled, terms].filter(Boolean).join(':')] : [];
  });
  return [...new Set(prices)];
}

function isProviderWithoutKey({ oauth_providers: providers }: ConfiguredYaml, name: string, environment: Environment) {
  if (!providers || !(name in providers)) return false;
  const prefix = name.toUpperCase();
  return (
    isLeftTo(`${prefix}_CLIENT_ID`, providers[name]?.client_id, environment) &&
    isLeftTo(`${prefix}_CLIENT_SECRET`, providers[name]?.client_secret, environment)
  );
}

/** Whether a setting gets its value from this variable, or from nowhere, and nobody gave it. */
function isLeftTo(variable: string, setting: unknown, environment: Environment): boolean {
  const written = typeof setting === 'string' ? setting.trim() : '';
  return (written === '' || written === `\${${variable}}`) && !isGiven(environment, variable);
}

const fill = (text: string, environment: Environment) =>
  text.replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => readVariable(environment, name));
