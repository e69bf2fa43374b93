import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

/** What is sold in the storm, cheapest first; the two of `pro` are the sandbox's own. */
export const PRICES = [
  { id: 'price_sandbox_pro_monthly', plan: 'pro', cents: 2000 },
  { id: 'price_storm_team', plan: 'team', cents: 5000 },
  { id: 'price_sandbox_pro_yearly', plan: 'pro', cents: 20_000 },
  { id: 'price_storm_team_yearly', plan: 'team', cents: 50_000 },
] as const;

/** Those that the sandbox does not have by itself, in its words. */
export const EXTRA_PRICES = 'price_storm_team:5000,price_storm_team_yearly:50000:year';

export const planOf = (price: string): string => PRICES.find(({ id }) => id === price)!.plan;

/** The next dearer one; null for the dearest. */
export function dearerThan(price: string): string | null {
  return PRICES[PRICES.findIndex(({ id }) => id === price) + 1]?.id ?? null;
}

/** The settings of the repository, with two plans to buy. */
export function settings(): string {
  const yaml = parse(readFileSync('config/turnpike.yaml', 'utf8'));
  const [monthly, team, yearly, teamYearly] = PRICES.map(({ id }) => id);
  yaml.plans.pro = { ...yaml.plans.pro, price: monthly, prices: { yearly } };
  yaml.plans.team = { ...yaml.plans.pro, label: 'Team', price: team, prices: { yearly: teamYearly } };
  return stringify(yaml);
}
