import { formatMoment, formatWait } from '#lib/format.js';
import { ApiError } from './client.js';
import { describeQuota } from '#lib/billing/quota-words.js';
import { PLAN_REASONS, WORDS } from './codes.js';
import type { ErrorFrame, Problem } from './types.js';

/** A failure in plain words: what happened, and what to do next. */
export interface Explanation {
  title: string;
  next: string;
  requestId?: string;
  /** Set when a plan would have allowed it. */
  upgrade?: boolean;
  /** Set when signing in again would allow it. */
  signInAgain?: boolean;
  /** Set when another payment method would allow it. */
  payAnotherWay?: boolean;
}

/** Words for an answer of the API. */
export function explain(error: unknown): Explanation {
  if (!(error instanceof ApiError)) return { title: 'Something went wrong.', next: 'Try again.' };
  return { ...explainCode(error.code, error.problem, error.message), requestId: error.requestId };
}

/** Words for an error frame of the socket. */
export function explainFrame(frame: ErrorFrame): Explanation {
  return { ...explainCode(frame.code, frame, frame.message), requestId: frame.requestId };
}

function explainCode(
  code: string,
  {
    feature,
    quota,
    resetsAt,
    retryAfterSeconds,
  }: Pick<Problem, 'feature' | 'quota' | 'resetsAt' | 'retryAfterSeconds'>,
  message: string,
): Explanation {
  const [title, next] = WORDS[code] ?? [
    message || 'Something went wrong.',
    'Try again. If it keeps happening, tell us the request id.',
  ];
  switch (code) {
    case 'quota_exceeded': {
      const { units, period } = describeQuota(quota ?? 'turns_per_day');
      return {
        title: `You have used all ${units} of your plan ${period === 'today' ? 'for today' : period}.`,
        next: resetsAt ? `You can go on ${formatMoment(resetsAt)}, or upgrade now.` : 'Upgrade to go on now.',
        upgrade: true,
      };
    }
    case 'plan_required': {
      const [what, how] = PLAN_REASONS[feature ?? ''] ?? ['This is not in your plan.', 'Upgrade to use it.'];
      return { title: what, next: how, upgrade: true };
    }
    case 'rate_limited': {
      const wait = retryAfterSeconds ? `Try again ${formatWait(retryAfterSeconds)}.` : 'Try again in a few minutes.';
      return { title: 'Too many tries in a short time.', next: wait };
    }
    case 'unavailable':
      return { title, next: retryAfterSeconds ? `Try again ${formatWait(retryAfterSeconds)}.` : next };
    case 'billing_unavailable':
      // Only the API knows whether nothing happened, or nobody knows yet whether it did.
      return { title, next: message || next };
    case 'payment_failed':
    case 'payment_overdue':
      return { title, next, payAnotherWay: true };
    case 'weak_password':
      // The API knows best why it refused a password.
      return { title: 'Choose another password.', next: message };
    case 'sign_in_too_old':
      return { title, next, signInAgain: true };
    default:
      return { title, next };
  }
}
