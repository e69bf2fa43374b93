import { m } from '#messages';
import type { BillingStatus, Plan } from '#lib/api/types.js';
import { formatMoment } from '#lib/format.js';
import type { Sentence } from '#lib/language.svelte.js';
import { isForGonePlan } from './holding.js';

/** What keeps somebody from what they bought, and the ways out that can help. */
export interface Trouble {
  title: string;
  next: string;
  help: Way[];
}

/** In the order in which they are offered, the best one first. */
export type Way = 'pay' | 'card' | 'plans' | 'portal';

/** Null when all is well. A plan that is gone is trouble, and so is a state that we do not know. */
export function troubleOf(status: BillingStatus, plan: string, plans: Plan[]): Trouble | null {
  if (isForGonePlan(status, plans)) return { title: m.trouble_gone(), next: m.trouble_gone_next(), help: ['plans'] };
  if (['none', 'active', 'trialing', 'canceled'].includes(status.status)) return null;
  if (status.status === 'past_due') return pastDue(status, plan);
  const [title, next, help] = TROUBLES[status.status] ?? [
    () => m.trouble_other({ status: status.status }),
    m.trouble_other_next,
    ['portal'],
  ];
  return { title: title(), next: next(), help };
}

function pastDue({ graceEndsAt }: BillingStatus, plan: string): Trouble {
  const rest = graceEndsAt
    ? m.trouble_past_due_grace({ plan, grace: formatMoment(graceEndsAt) })
    : m.trouble_past_due_off();
  return { title: m.trouble_past_due(), next: `${rest} ${m.trouble_past_due_retry()}`, help: ['pay', 'card'] };
}

const TROUBLES: Record<string, [title: Sentence, next: Sentence, help: Way[]] | undefined> = {
  unpaid: [m.trouble_unpaid, m.trouble_unpaid_next, ['pay', 'card']],
  incomplete: [m.trouble_incomplete, m.trouble_incomplete_next, ['pay', 'plans']],
  incomplete_expired: [m.trouble_incomplete_expired, m.trouble_incomplete_expired_next, ['plans']],
  paused: [m.trouble_paused, m.trouble_paused_next, ['plans']],
};
