import { m } from '#messages';
import { baseLocale, getLocale } from '#messages/runtime';
import { describeQuota } from '#lib/billing/quota-words.js';
import { formatMoment, formatWait } from '#lib/format.js';
import { ApiError } from './client.js';
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
  if (!(error instanceof ApiError)) return { title: m.error_unknown(), next: m.error_unknown_next() };
  return { ...explainCode(error.code, error.problem, error.message), requestId: error.requestId };
}

/** Words for an error frame of the socket. */
export function explainFrame(frame: ErrorFrame): Explanation {
  return { ...explainCode(frame.code, frame, frame.message), requestId: frame.requestId };
}

type Details = Pick<Problem, 'feature' | 'quota' | 'resetsAt' | 'retryAfterSeconds'>;

function explainCode(code: string, details: Details, message: string): Explanation {
  const { feature, quota, resetsAt, retryAfterSeconds } = details;
  // The API speaks one language only; to readers of another its sentences say nothing.
  const told = getLocale() === baseLocale ? message : '';
  const wait = retryAfterSeconds && m.error_try_again_wait({ wait: formatWait(retryAfterSeconds) });
  const words = WORDS[code];
  const title = words ? words[0]() : told || m.error_unknown();
  const next = words ? words[1]() : m.error_unknown_code_next();
  switch (code) {
    case 'quota_exceeded': {
      const { units, per } = describeQuota(quota ?? 'turns_per_day');
      return {
        title: m.error_quota({ units, period: per }),
        next: resetsAt ? m.error_quota_next({ moment: formatMoment(resetsAt) }) : m.error_quota_upgrade(),
        upgrade: true,
      };
    }
    case 'plan_required': {
      const [what, how] = PLAN_REASONS[feature ?? ''] ?? [m.error_plan_required, m.error_plan_required_next];
      return { title: what(), next: how(), upgrade: true };
    }
    case 'rate_limited':
      return { title: m.error_rate_limited(), next: wait || m.error_rate_limited_next() };
    case 'unavailable':
    case 'overloaded':
      return { title, next: wait || next };
    // Only the API knows whether nothing happened, or nobody knows yet whether it did; and why it refused a password.
    case 'billing_unavailable':
    case 'weak_password':
      return { title, next: told || next };
    case 'payment_failed':
    case 'payment_overdue':
      return { title, next, payAnotherWay: true };
    case 'sign_in_too_old':
      return { title, next, signInAgain: true };
    default:
      return { title, next };
  }
}
