import { m } from '#messages';
import type { BillingStatus } from '#lib/api/types.js';
import { formatDate, formatMoment } from '#lib/format.js';
import type { Sentence } from '#lib/language.svelte.js';

/** The subscription's state: a short label and a sentence. */
interface StatusWords {
  label: string;
  sentence: string;
  tone: 'good' | 'plain' | 'bad';
}

/** Words for a state; `plan` is what was bought, `cost` what a trial costs afterwards, like "$20 per month". */
export function describeStatus(status: BillingStatus, plan: string, cost = ''): StatusWords {
  const end = status.currentPeriodEnd && formatDate(status.currentPeriodEnd);
  const isTrial = status.status === 'trialing';
  if (status.cancelAtPeriodEnd && (isTrial || status.status === 'active'))
    return { label: m.status_ends_soon(), sentence: cancelled(plan, end, isTrial), tone: 'plain' };
  const known = STATES[status.status];
  if (!known) return { label: status.status, sentence: m.status_other({ status: status.status }), tone: 'plain' };
  const [label, tone, sentence] = known;
  const grace = status.graceEndsAt && formatMoment(status.graceEndsAt);
  return {
    label: label(),
    tone,
    sentence: sentence({
      plan,
      end,
      isOver: isPast(status.currentPeriodEnd),
      grace,
      cost,
      changes: status.pendingChange !== null,
    }),
  };
}

interface Facts {
  plan: string;
  end: string | null;
  isOver: boolean;
  grace: string | null;
  cost: string;
  changes: boolean;
}

const STATES: Record<
  string,
  [label: Sentence, tone: StatusWords['tone'], sentence: (facts: Facts) => string] | undefined
> = {
  none: [m.status_none, 'plain', () => m.status_none_text()],
  active: [m.status_active, 'good', active],
  trialing: [m.status_trialing, 'good', trialing],
  past_due: [
    m.status_past_due,
    'bad',
    ({ plan, grace }) => (grace ? m.status_past_due_grace({ plan, grace }) : m.status_unpaid_text()),
  ],
  unpaid: [m.status_unpaid, 'bad', () => m.status_unpaid_text()],
  incomplete: [m.status_incomplete, 'bad', () => m.status_incomplete_text()],
  incomplete_expired: [m.status_incomplete_expired, 'plain', () => m.status_incomplete_expired_text()],
  canceled: [m.status_canceled, 'plain', ended],
  paused: [m.status_paused, 'bad', () => m.status_paused_text()],
};

function cancelled(plan: string, end: string | null, isTrial: boolean): string {
  if (isTrial) return end ? m.status_cancelled_trial_until({ plan, end }) : m.status_cancelled_trial({ plan });
  return end ? m.status_cancelled_until({ plan, end }) : m.status_cancelled({ plan });
}

function trialing({ plan, end, grace, cost }: Facts): string {
  if (grace) return m.status_active_grace({ plan, grace });
  if (!end) return m.status_trialing_text();
  return cost ? m.status_trialing_then({ end, cost }) : m.status_trialing_until({ end });
}

function active({ plan, end, grace, changes }: Facts): string {
  if (grace) return m.status_active_grace({ plan, grace });
  if (!end) return m.status_active_text();
  return changes ? m.status_active_paid({ end }) : m.status_active_renews({ end });
}

// What ended before its time has no date that Stripe tells us.
function ended({ end, isOver }: Facts): string {
  return end && isOver ? m.status_canceled_on({ end }) : m.status_canceled_text();
}

const isPast = (iso: string | null) => iso !== null && Date.parse(iso) <= Date.now();
