import { m } from '#messages';
import type { BillingStatus, FeatureAccess } from '#lib/api/types.js';
import { formatDate, formatMoment } from '#lib/format.js';
import type { Sentence } from '#lib/language.svelte.js';

const REASONS: Record<string, Sentence | undefined> = {
  free_plan: m.access_free_plan,
  not_in_plan: m.access_not_in_plan,
  unknown_plan: m.access_unknown_plan,
  ended: m.access_ended,
  end_unknown: m.access_end_unknown,
  payment_due: m.access_payment_due,
  canceled: m.access_canceled,
  unpaid: m.access_unpaid,
  incomplete: m.access_incomplete,
  incomplete_expired: m.access_incomplete_expired,
  paused: m.access_paused,
  unknown_status: m.access_unknown_status,
};

/** Why a feature is, or is not, allowed; a reason without words is told by its code. */
export function describeAccess({ reason }: FeatureAccess, status: BillingStatus, plan: string): string {
  const end = status.currentPeriodEnd && formatDate(status.currentPeriodEnd);
  const until = status.graceEndsAt && formatMoment(status.graceEndsAt);
  switch (reason) {
    case 'active':
      return m.access_active({ plan });
    case 'trial':
      return end ? m.access_trial_until({ plan, end }) : m.access_trial({ plan });
    case 'grace':
      return until ? m.access_grace_until({ plan, until }) : m.access_grace({ plan });
    case 'payment_grace':
      return until ? m.access_payment_grace_until({ plan, until }) : m.access_payment_grace({ plan });
    default:
      return REASONS[reason]?.() ?? m.access_other({ reason });
  }
}
