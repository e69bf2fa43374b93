import type { Account } from '../account.js';
import { usualFeatures } from '../resources/portal-configuration.js';
import type { PortalConfiguration, PortalSession, Price } from '../types.js';

type Features = PortalConfiguration['features'];

const daysOf = { day: 1, week: 7, month: 365 / 12, year: 365 };

/** What this visit of the portal may do. */
export function featuresOf(account: Account, { configuration }: PortalSession): Features {
  return account.state.portalConfigurations[configuration]?.features ?? usualFeatures;
}

/** The prices that people may switch to: those the configuration names, or all. */
export function offeredIn(account: Account, session: PortalSession): Price[] {
  const { products } = featuresOf(account, session).subscription_update;
  const named = products?.flatMap(({ prices }) => prices);
  return Object.values(account.state.prices).filter((price) => !named || named.includes(price.id));
}

/** Whether a switch happens at the end of the period rather than now. */
export function waitsForPeriodEnd(rules: Features['subscription_update'], from: Price, to: Price): boolean {
  return rules.schedule_at_period_end.conditions.some(({ type }) =>
    type === 'shortening_interval' ? daysIn(to) < daysIn(from) : costOfDay(to) < costOfDay(from),
  );
}

function daysIn({ recurring }: Price): number {
  return daysOf[recurring.interval] * recurring.interval_count;
}

function costOfDay(price: Price): number {
  return price.unit_amount / daysIn(price);
}
