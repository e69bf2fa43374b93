import { m } from '#messages';
import type { Sentence } from '#lib/language.svelte.js';

type Words = [title: Sentence, next: Sentence];

const CALLBACK: Record<string, Words> = {
  access_denied: [m.sign_in_denied, m.sign_in_denied_next],
  invalid_state: [m.sign_in_expired, m.sign_in_expired_next],
  provider_error: [m.sign_in_provider_error, m.sign_in_provider_error_next],
  email_unverified: [m.sign_in_unverified, m.sign_in_unverified_next],
  link_required: [m.error_email_taken, m.sign_in_link_required_next],
};

const LINKING: Record<string, Words> = {
  access_denied: [m.linking_denied, m.linking_denied_next],
  invalid_state: [m.linking_expired, m.linking_expired_next],
  provider_error: [m.linking_provider_error, m.error_nothing_changed_next],
  email_unverified: [m.sign_in_unverified, m.linking_unverified_next],
  identity_taken: [m.error_identity_taken, m.error_identity_taken_next],
};

/** Words for the `?error=` with which a sign-in through a provider came to nothing. */
export const explainCallback = (code: string) => say(CALLBACK[code] ?? [m.sign_in_failed, m.sign_in_failed_next]);

/** Words for the same on the account page, where somebody who is signed in wanted another way in. */
export const explainLinking = (code: string) => say(LINKING[code] ?? [m.linking_failed, m.linking_failed_next]);

const say = ([title, next]: Words) => ({ title: title(), next: next() });
