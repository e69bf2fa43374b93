import { AppError, InvalidRequest, ServiceUnavailable } from '@app/platform';

/** The request proves nobody: no credentials, bad ones, or those of a session that has ended. */
export class Unauthenticated extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'unauthenticated';

  constructor() {
    super('Sign in first.');
  }
}

/** One answer for every way in which a password login can fail, so that it tells nothing. */
export class InvalidCredentials extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'invalid_credentials';

  constructor() {
    super('The e-mail address or the password is wrong.');
  }
}

/** Somebody has signed up with this address already. */
export class EmailTaken extends AppError {
  readonly kind = 'conflict';
  readonly code = 'email_taken';

  constructor() {
    super('There is an account with this e-mail address already. Sign in instead.');
  }
}

/** The password is too short, too long, too common or too easy to guess; the message says which. */
export class WeakPassword extends InvalidRequest {
  override readonly code = 'weak_password';

  constructor(reason: string) {
    super(reason, [{ path: 'password', message: reason }]);
  }
}

/** More password checks are waiting than can be done in a reasonable time. */
export class SignInBusy extends ServiceUnavailable {
  constructor() {
    super('Too many people are signing in right now. Try again in a moment.');
  }
}

/** Changing the ways into an account needs a recent sign-in. */
export class SignInTooOld extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'sign_in_too_old';

  constructor() {
    super('Sign in again to do this: your last sign-in is more than 10 minutes ago.');
  }
}

/** Without this identity nobody could get into the account any more. */
export class LastWayIn extends AppError {
  readonly kind = 'conflict';
  readonly code = 'last_way_in';

  constructor() {
    super('This is the only way into the account. Add another one first.');
  }
}

/** An account has this address, but nobody has proved yet that the address is its owner's. */
export class EmailUnproven extends AppError {
  readonly kind = 'conflict';
  readonly code = 'link_required';

  constructor() {
    super('There is an account with this e-mail address. Sign in to it, and link this provider on the account page.');
  }
}

/** This person at the provider is a way into somebody else's account. */
export class IdentityTaken extends AppError {
  readonly kind = 'conflict';
  readonly code = 'identity_taken';

  constructor() {
    super('This is already the way into another account.');
  }
}
