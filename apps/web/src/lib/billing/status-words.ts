import type { BillingStatus } from '#lib/api/types.js';
import { formatDate, formatMoment } from '#lib/format.js';

/** The subscription's state: a short label and a sentence. */
interface StatusWords {
  label: string;
  sentence: string;
  tone: 'good' | 'plain' | 'bad';
}

/** Words for a state; `plan` is what was bought, `then` what a trial costs afterwards, like "$20 per month". */
export function describeStatus(status: BillingStatus, plan: string, then = ''): StatusWords {
  const end = status.currentPeriodEnd && formatDate(status.currentPeriodEnd);
  const isTrial = status.status === 'trialing';
  if (status.cancelAtPeriodEnd && (isTrial || status.status === 'active')) {
    const until = end ? `until ${end}` : 'until it ends';
    return {
      label: 'Ends soon',
      sentence: isTrial
        ? `Cancelled: you try ${plan} ${until}, and are never charged.`
        : `Cancelled: you keep ${plan} ${until}. Nothing more is charged.`,
      tone: 'plain',
    };
  }
  const known = STATES[status.status];
  if (!known) return { label: status.status, sentence: `Stripe reports the state “${status.status}”.`, tone: 'plain' };
  const [label, tone, sentence] = known;
  const grace = status.graceEndsAt && formatMoment(status.graceEndsAt);
  return { label, tone, sentence: sentence({ plan, end, grace, then, changes: status.pendingChange !== null }) };
}

interface Facts {
  plan: string;
  end: string | null;
  grace: string | null;
  then: string;
  changes: boolean;
}

const STATES: Record<
  string,
  [label: string, tone: StatusWords['tone'], sentence: (facts: Facts) => string] | undefined
> = {
  none: ['No subscription', 'plain', () => 'You are on the free plan and pay nothing.'],
  active: ['Active', 'good', active],
  trialing: [
    'Trial',
    'good',
    ({ end, then }) => (end ? `Free until ${end}${then && `, then ${then}`}.` : 'Your trial is running.'),
  ],
  past_due: [
    'Payment failed',
    'bad',
    ({ plan, grace }) =>
      grace ? `You keep ${plan} until ${grace}.` : 'Until it is paid you have what the free plan has.',
  ],
  unpaid: ['Unpaid', 'bad', () => 'Until it is paid you have what the free plan has.'],
  incomplete: ['Not finished', 'bad', () => 'The subscription begins when its first payment is made.'],
  incomplete_expired: [
    'Never begun',
    'plain',
    () => 'The first payment was not made in time, and nothing was charged.',
  ],
  canceled: [
    'Ended',
    'plain',
    () => 'Your subscription has ended. Choose a plan below whenever you want to come back.',
  ],
  paused: ['Paused', 'bad', () => 'While it is paused nothing is charged, and you have what the free plan has.'],
};

function active({ plan, end, grace, changes }: Facts): string {
  if (grace) return `Its renewal has not reached us yet. You keep ${plan} until ${grace}.`;
  if (!end) return 'Your subscription is active.';
  return changes ? `Paid until ${end}.` : `Renews on ${end}.`;
}
