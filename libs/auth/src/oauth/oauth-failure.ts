/** The codes that `/login?error=` can have. */
export type FailureCode = 'access_denied' | 'invalid_state' | 'provider_error' | 'email_unverified' | 'link_required';

/** A sign-in through a provider that came to nothing. It ends on a page, not in a problem document. */
export class OAuthFailure extends Error {
  constructor(
    readonly code: FailureCode,
    options?: ErrorOptions,
  ) {
    super(`A sign-in through a provider failed: ${code}`, options);
    this.name = 'OAuthFailure';
  }
}
