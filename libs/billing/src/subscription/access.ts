import type { AccessReason } from '@app/protocol';

/** Stripe's eight statuses of a subscription, verbatim. It may add more. */
export const STATUSES = [
  'active',
  'trialing',
  'past_due',
  'canceled',
  'unpaid',
  'incomplete',
  'incomplete_expired',
  'paused',
] as const;

/** Where a moment lies, seen from the end of what was paid for. */
export const MOMENTS = ['before_end', 'in_grace', 'after_grace', 'no_end'] as const;
type Moment = (typeof MOMENTS)[number];

/** Reasons with which a subscription gives its plan; every other one refuses. */
const ALLOWING: readonly AccessReason[] = ['active', 'trial', 'grace', 'payment_grace'];

const never = (reason: AccessReason): Record<Moment, AccessReason> => ({
  before_end: reason,
  in_grace: reason,
  after_grace: reason,
  no_end: reason,
});

/** The table from status and moment to access; docs/access.md shows it. A status that is not in it gives nothing. */
const TABLE: Record<string, Record<Moment, AccessReason>> = {
  active: { before_end: 'active', in_grace: 'grace', after_grace: 'ended', no_end: 'end_unknown' },
  trialing: { before_end: 'trial', in_grace: 'grace', after_grace: 'ended', no_end: 'end_unknown' },
  past_due: {
    before_end: 'payment_due',
    in_grace: 'payment_grace',
    after_grace: 'payment_due',
    no_end: 'payment_due',
  },
  canceled: never('canceled'),
  unpaid: never('unpaid'),
  incomplete: never('incomplete'),
  incomplete_expired: never('incomplete_expired'),
  paused: never('paused'),
} satisfies Record<(typeof STATUSES)[number], Record<Moment, AccessReason>>;
const UNKNOWN = never('unknown_status');

/** Whether a subscription gives its plan, and why. */
export interface Access {
  allowed: boolean;
  reason: AccessReason;
  /** While a grace runs, its end. */
  graceEndsAt: Date | null;
}

/** How long access outlives what is paid. */
export interface Grace {
  seconds: number;
  pastDueDays: number;
}

/** What access depends on. */
export interface Term {
  status: string;
  currentPeriodStart: Date | null;
  currentPeriodEnd: Date | null;
}

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** The cell of the table. */
export function reasonFor(status: string, moment: Moment): AccessReason {
  return (Object.hasOwn(TABLE, status) ? TABLE[status]! : UNKNOWN)[moment];
}

export const isAllowing = (reason: AccessReason): boolean => ALLOWING.includes(reason);

/** What a subscription gives at a moment. The only place that decides it. */
export function accessOf(term: Term, grace: Grace, now: Date): Access {
  const isPastDue = term.status === 'past_due';
  const paidUntil = isPastDue ? unpaidSince(term, now) : term.currentPeriodEnd;
  const graceMs = isPastDue ? grace.pastDueDays * DAY : grace.seconds * SECOND;
  const graceEndsAt = paidUntil && new Date(paidUntil.getTime() + graceMs);
  const moment = momentOf(now, paidUntil, graceEndsAt);
  const reason = reasonFor(term.status, moment);
  const allowed = isAllowing(reason);
  return { allowed, reason, graceEndsAt: allowed && moment === 'in_grace' ? graceEndsAt : null };
}

function momentOf(now: Date, paidUntil: Date | null, graceEndsAt: Date | null): Moment {
  if (!paidUntil || !graceEndsAt) return 'no_end';
  if (now < paidUntil) return 'before_end';
  return now < graceEndsAt ? 'in_grace' : 'after_grace';
}

/** Stripe rolls the period on when a renewal fails, so the unpaid period is the current one unless that is over already. */
function unpaidSince({ currentPeriodStart, currentPeriodEnd }: Term, now: Date): Date | null {
  const isOver = currentPeriodEnd !== null && currentPeriodEnd <= now;
  return isOver ? currentPeriodEnd : currentPeriodStart;
}
