import type { ProvenIdentity } from '../user/identities.js';
import { OAuthFailure } from './oauth-failure.js';
import type { OAuthProvider, ProviderProfile } from './oauth-provider.js';

const MOST_SUBJECT_CHARS = 255;
const MOST_NAME_CHARS = 100;
const ADDRESS = /^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+$/u;
const CONTROL = /\p{Cc}/gu;

/** What a profile proves. Throws `OAuthFailure` when it lacks a subject that can be kept, or an address that was verified. */
export function provenBy({ name: provider, issuer }: OAuthProvider, profile: ProviderProfile): ProvenIdentity {
  const { subject, email, emailVerified, name } = profile;
  if (!subject || subject.length > MOST_SUBJECT_CHARS || subject.search(CONTROL) >= 0)
    throw new OAuthFailure('provider_error');
  if (!email || emailVerified !== true || email.length > 254 || !ADDRESS.test(email))
    throw new OAuthFailure('email_unverified');
  return { provider, issuer, subject, email, name: name?.replace(CONTROL, '').slice(0, MOST_NAME_CHARS) || null };
}
