import { m } from '#messages';
import type { Sentence } from '#lib/language.svelte.js';

/** What happened, and what to do next, for each code of the API that people may meet. */
export const WORDS: Record<string, [title: Sentence, next: Sentence]> = {
  network: [m.error_network, m.error_network_next],
  unavailable: [m.error_unavailable, m.error_try_in_a_moment],
  overloaded: [m.error_unavailable, m.error_try_in_a_moment],
  unauthenticated: [m.error_unauthenticated, m.error_unauthenticated_next],
  bad_origin: [m.error_bad_origin, m.error_bad_origin_next],
  invalid_request: [m.error_invalid_request, m.error_invalid_request_next],
  not_found: [m.error_not_found, m.error_not_found_next],
  forbidden: [m.error_not_allowed, m.error_not_allowed_next],
  role_required: [m.error_not_allowed, m.error_not_allowed_next],

  invalid_credentials: [m.error_invalid_credentials, m.error_invalid_credentials_next],
  email_taken: [m.error_email_taken, m.error_email_taken_next],
  weak_password: [m.error_weak_password, m.error_weak_password_next],
  wrong_password: [m.error_wrong_password, m.error_wrong_password_next],
  sign_in_too_old: [m.error_sign_in_too_old, m.error_sign_in_too_old_next],
  last_way_in: [m.error_last_way_in, m.error_last_way_in_next],
  identity_taken: [m.error_identity_taken, m.error_identity_taken_next],
  provider_unavailable: [m.error_provider_unavailable, m.error_nothing_changed_next],
  account_closed: [m.error_account_closed, m.error_account_closed_next],
  account_disabled: [m.error_account_closed, m.error_account_closed_next],
  invalid_link: [m.error_invalid_link, m.error_invalid_link_next],
  mail_unavailable: [m.error_mail_unavailable, m.error_mail_unavailable_next],
  already_verified: [m.error_already_verified, m.error_already_verified_next],
  last_admin: [m.error_last_admin, m.error_last_admin_next],

  billing_unavailable: [m.error_billing_unavailable, m.error_billing_unavailable_next],
  already_subscribed: [m.error_already_subscribed, m.error_already_subscribed_next],
  not_subscribed: [m.error_not_subscribed, m.error_not_subscribed_next],
  no_customer: [m.error_no_customer, m.error_no_customer_next],
  unknown_plan: [m.error_unknown_plan, m.error_unknown_plan_next],
  payment_failed: [m.error_payment_failed, m.error_payment_failed_next],
  payment_overdue: [m.error_payment_overdue, m.error_payment_overdue_next],
  change_refused: [m.error_change_refused, m.error_change_refused_next],

  llm_unavailable: [m.error_llm_unavailable, m.error_llm_unavailable_next],
  timeout: [m.error_timeout, m.error_timeout_next],
  busy: [m.error_busy, m.error_busy_next],
  too_long: [m.error_too_long, m.error_too_long_next],
  invalid_message: [m.error_invalid_message, m.error_invalid_message_next],
  interrupted: [m.error_interrupted, m.error_interrupted_next],
  content_denied: [m.error_content_denied, m.error_content_denied_next],
  shutting_down: [m.error_shutting_down, m.error_shutting_down_next],
};

/** Why a plan does not allow something, by the feature that is missing. */
export const PLAN_REASONS: typeof WORDS = {
  premium_models: [m.error_premium_models, m.error_premium_models_next],
  long_turns: [m.error_long_turns, m.error_long_turns_next],
};
