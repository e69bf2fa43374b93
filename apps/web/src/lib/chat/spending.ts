import type { Plan, Quota } from '#lib/api/types.js';

/** A quota, and what is left of it. */
export interface Spending {
  name: string;
  quota: Quota;
  left: number;
}

/** How much is left of the limit that will be reached first; null while there is plenty. */
export function spendingOf(limit: { name: string; quota: Quota } | null): Spending | null {
  if (!limit) return null;
  const left = Math.max(0, limit.quota.limit - limit.quota.used);
  const little = Math.max(3, Math.floor(limit.quota.limit / 10));
  return left === 0 || (left <= little && limit.quota.used > 0) ? { ...limit, left } : null;
}

/** The first plan that gives more of it. */
export function planWithMore(plans: Plan[], quota: string, limit: number): string | null {
  const more = plans.find(
    ({ quotas, prices }) => prices.length > 0 && (new Map(Object.entries(quotas)).get(quota) ?? 0) > limit,
  );
  return more?.name ?? null;
}
