import type { BillingStatus } from '#lib/api/types.js';
import { formatMoment } from '#lib/format.js';

/** What keeps somebody from what they bought, and the ways out that can help. */
export interface Trouble {
  title: string;
  next: string;
  help: ('pay' | 'card' | 'plans' | 'portal')[];
}

/** Null when all is well. A state that we do not know is trouble too. */
export function troubleOf(status: BillingStatus, plan: string): Trouble | null {
  if (['none', 'active', 'trialing', 'canceled'].includes(status.status)) return null;
  if (status.status === 'past_due') return pastDue(status, plan);
  return (
    TROUBLES[status.status] ?? {
      title: `Stripe reports the state “${status.status}”`,
      next: 'We do not know what it means, so paid features are switched off. You can look at your subscription at Stripe.',
      help: ['portal'],
    }
  );
}

function pastDue({ graceEndsAt }: BillingStatus, plan: string): Trouble {
  const rest = graceEndsAt
    ? `You keep everything in ${plan} until ${formatMoment(graceEndsAt)}. Pay before then, and nothing changes.`
    : 'Paid features are switched off. They are back as soon as it is paid.';
  return {
    title: 'Your last payment did not go through',
    next: `${rest} Stripe tries again by itself; paying now is quicker.`,
    help: ['pay', 'card'],
  };
}

const TROUBLES: Record<string, Trouble | undefined> = {
  unpaid: {
    title: 'Several payments did not go through',
    next: 'Paid features are switched off. Pay the open invoice, and they are back.',
    help: ['pay', 'card'],
  },
  incomplete: {
    title: 'Your first payment is not finished',
    next: 'Your bank may want you to confirm it. Finish it within a day, or choose a plan again.',
    help: ['pay', 'plans'],
  },
  incomplete_expired: {
    title: 'Your subscription never began',
    next: 'Its first payment was not made in time. Nothing was charged; choose a plan to start again.',
    help: ['plans'],
  },
  paused: {
    title: 'Your subscription is paused',
    next: 'That happens when a trial ends and there is no payment method. Add one, and it can go on.',
    help: ['card', 'portal'],
  },
};
