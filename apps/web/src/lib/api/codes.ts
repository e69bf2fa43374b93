/** What happened, and what to do next, for each code of the API that people may meet. */
export const WORDS: Record<string, [title: string, next: string]> = {
  network: ['We could not reach Turnpike.', 'Check your connection, then try again.'],
  unavailable: ['Turnpike cannot answer just now.', 'Try again in a moment.'],
  unauthenticated: ['You are signed out.', 'Sign in again to go on.'],
  bad_origin: ['This page was opened under another address.', 'Open Turnpike from its usual address and try again.'],
  invalid_request: ['Something in the form is not right.', 'Check what you have typed, then try again.'],

  invalid_credentials: ['E-mail address and password do not match.', 'Check both and try again.'],
  email_taken: ['There is already an account with this address.', 'Sign in instead, or use another address.'],
  wrong_password: ['That is not your current password.', 'Type it again. If it is forgotten, reset it by mail.'],
  sign_in_too_old: [
    'This needs a fresh sign-in.',
    'Your last one is more than ten minutes ago. Sign in again, then repeat this.',
  ],
  last_way_in: [
    'This is your last way to sign in.',
    'Set a password or link another provider first; without one you could not come back.',
  ],
  identity_taken: [
    'That sign-in belongs to somebody else’s account.',
    'Sign in with it to reach that account, or link another one here.',
  ],
  provider_unavailable: ['The provider does not answer just now.', 'Nothing has changed. Try again in a moment.'],
  account_closed: ['This account is closed.', 'If that is a mistake, ask whoever runs this installation.'],
  invalid_link: ['This link does not work any more.', 'It was used already, or it is too old. Ask for a new one.'],
  mail_unavailable: [
    'Turnpike cannot send mail just now.',
    'Try again later. If it keeps happening, ask whoever runs this installation.',
  ],
  already_verified: ['Your e-mail address is confirmed already.', 'There is nothing left to do.'],

  billing_unavailable: ['Billing cannot be reached just now.', 'Nothing was charged. Try again in a minute.'],
  already_subscribed: [
    'You have a subscription already.',
    'It may come from another tab or device. What you see here is up to date again; change that plan instead.',
  ],
  not_subscribed: [
    'There is no running subscription any more.',
    'It may have ended meanwhile. What you see here is up to date again; choose a plan to begin anew.',
  ],
  no_customer: ['There is nothing to manage yet.', 'Choose a plan first.'],
  unknown_plan: ['This plan is not for sale any more.', 'Load the page again to see what is.'],
  payment_failed: [
    'The payment did not go through.',
    'You were not charged, and your plan is as it was. Change your payment method, or try again.',
  ],
  payment_overdue: [
    'The last payment is still open.',
    'Pay it, or change your payment method first. After that you can change your plan.',
  ],
  change_refused: [
    'Stripe does not allow this for your subscription.',
    'Nothing was changed. A change that is still to come may be in the way: undo it first.',
  ],
  last_admin: [
    'You are the last admin here.',
    'Nothing was deleted. Make somebody else an admin first, then come back.',
  ],

  llm_unavailable: [
    'The model could not be reached.',
    'Try again in a moment; a turn without any answer does not count.',
  ],
  timeout: ['The model took too long to answer.', 'Try again, perhaps with a shorter question.'],
  busy: ['An answer is still on its way.', 'Wait for it to end or stop it, then send again.'],
  too_long: ['This message is too long.', 'Shorten it, or split it into several messages.'],
  invalid_message: ['This message could not be sent.', 'Change it a little and try again.'],
  interrupted: ['The answer was interrupted on our side.', 'Try again; without any answer it did not count.'],
  content_denied: ['This message contains something that is not allowed here.', 'Change it and try again.'],
  shutting_down: ['The server restarted during this answer.', 'Try again; it is back in a moment.'],
};

/** Why a plan does not allow something, by the feature that is missing. */
export const PLAN_REASONS: typeof WORDS = {
  premium_models: ['The premium model is not in your plan.', 'Upgrade, or go on with the standard model.'],
  long_turns: ['Messages this long are not in your plan.', 'Shorten the message, or upgrade.'],
};
