import { formatMoment } from '#lib/format.js';
import { ApiError } from './client.js';
import type { ErrorFrame, Problem } from './types.js';

/** A failure in plain words: what happened, and what to do next. */
export interface Explanation {
  title: string;
  next: string;
  requestId?: string;
  /** Set when a plan would have allowed it. */
  upgrade?: boolean;
}

type Words = [title: string, next: string];

const WORDS: Record<string, Words> = {
  network: ['We could not reach Turnpike.', 'Check your connection, then try again.'],
  unauthenticated: ['You are signed out.', 'Sign in again to go on.'],
  bad_origin: ['This page was opened under another address.', 'Open Turnpike from its usual address and try again.'],
  sign_in_too_old: [
    'This needs a fresh sign-in.',
    'Your last one is more than ten minutes ago. Sign out, sign in again, then repeat this.',
  ],
  billing_unavailable: ['Billing cannot be reached just now.', 'Nothing was charged. Try again in a minute.'],
  already_subscribed: ['You already have a subscription.', 'Use “Manage subscription” to change it.'],
  llm_unavailable: [
    'The model could not be reached.',
    'Try again in a moment; a turn without any answer does not count.',
  ],
  timeout: ['The model took too long to answer.', 'Try again, perhaps with a shorter question.'],
  busy: ['An answer is still on its way.', 'Wait for it to end or stop it, then send again.'],
  too_long: ['This message is too long.', 'Shorten it, or split it into several messages.'],
  invalid_message: ['This message could not be sent.', 'Change it a little and try again.'],
  shutting_down: ['The server restarted during this answer.', 'Try again; it is back in a moment.'],
};

const PLAN_REASONS: Record<string, Words> = {
  premium_models: ['The premium model is not in your plan.', 'Upgrade, or go on with the standard model.'],
  long_turns: ['Messages this long are not in your plan.', 'Shorten the message, or upgrade.'],
};

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
  facts: Pick<Problem, 'feature' | 'resetsAt' | 'retryAfterSeconds'>,
  message: string,
): Explanation {
  if (code === 'quota_exceeded') {
    const next = facts.resetsAt
      ? `You can go on ${formatMoment(facts.resetsAt)}, or upgrade now.`
      : 'Upgrade to go on now.';
    return { title: 'You have used all turns of your plan for today.', next, upgrade: true };
  }
  if (code === 'plan_required') {
    const [title, next] = PLAN_REASONS[facts.feature ?? ''] ?? ['This is not in your plan.', 'Upgrade to use it.'];
    return { title, next, upgrade: true };
  }
  if (code === 'rate_limited') {
    const minutes = facts.retryAfterSeconds && Math.ceil(facts.retryAfterSeconds / 60);
    const next = minutes ? `Try again in ${minutes} min.` : 'Wait a few minutes, then try again.';
    return { title: 'Too many tries in a short time.', next };
  }
  const known = WORDS[code];
  if (known) return { title: known[0], next: known[1] };
  return {
    title: message || 'Something went wrong.',
    next: 'Try again. If it keeps happening, tell us the request id.',
  };
}
