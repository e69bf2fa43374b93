import { m } from '#messages';
import type { BillingStatus } from '#lib/api/types.js';
import { formatMoment } from '#lib/format.js';
import type { Sentence } from '#lib/language.svelte.js';

/** What keeps somebody from what they bought, and the ways out that can help. */
export interface Trouble {
  title: string;
  next: string;
  help: Way[];
}

type Way = 'pay' | 'card' | 'plans' | 'portal';

/** Null when all is well. A state that we do not know is trouble too. */
export function troubleOf(status: BillingStatus, plan: string): Trouble | null {
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
  paused: [m.trouble_paused, m.trouble_paused_next, ['card', 'portal']],
};
