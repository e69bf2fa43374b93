import type { BillingStatus, FeatureAccess } from '#lib/api/types.js';
import { formatDate, formatMoment } from '#lib/format.js';

const REASONS: Record<string, string | undefined> = {
  free_plan: 'It is part of every plan.',
  not_in_plan: 'Your plan does not have it.',
  unknown_plan: 'You subscribe to a plan that is not offered any more.',
  ended: 'What you paid for is over, and no renewal has reached us.',
  end_unknown: 'Stripe has not said until when your plan is paid.',
  payment_due: 'Your last payment did not go through.',
  canceled: 'Your subscription has ended.',
  unpaid: 'Several payments did not go through.',
  incomplete: 'Your first payment is not finished.',
  incomplete_expired: 'Your subscription never began.',
  paused: 'Your subscription is paused.',
  unknown_status: 'We do not know the state that Stripe reports.',
};

/** Why a feature is, or is not, allowed; a reason without words is told by its code. */
export function describeAccess({ reason }: FeatureAccess, status: BillingStatus, plan: string): string {
  const end = status.currentPeriodEnd && formatDate(status.currentPeriodEnd);
  const grace = status.graceEndsAt ? ` until ${formatMoment(status.graceEndsAt)}` : '';
  switch (reason) {
    case 'active':
      return `It comes with ${plan}.`;
    case 'trial':
      return end ? `It comes with ${plan}, which you try until ${end}.` : `It comes with ${plan}, which you try.`;
    case 'grace':
      return `It comes with ${plan}; what you paid for is over, and you keep it${grace}.`;
    case 'payment_grace':
      return `It comes with ${plan}; your last payment failed, and you keep it${grace}.`;
    default:
      return REASONS[reason] ?? `The reason is “${reason}”.`;
  }
}
