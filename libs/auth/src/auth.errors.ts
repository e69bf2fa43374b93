import { AppError, InvalidRequest, ServiceUnavailable } from '@app/platform';
import type { Role } from '@app/protocol';

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

  constructor(reason: string, path = 'password') {
    super(reason, [{ path, message: reason }]);
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

  constructor(readonly userId: string) {
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

/** Changing a password needs the one that is valid now. */
export class WrongPassword extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'wrong_password';

  constructor() {
    super('The current password is wrong.');
  }
}

/** A mailed link that was used, is too old, was never one, or is somebody else's. */
export class InvalidLink extends InvalidRequest {
  override readonly code = 'invalid_link';

  constructor() {
    super('This link does not work any more. Ask for a new one.');
  }
}

/** The account's address has been confirmed already. */
export class AlreadyVerified extends AppError {
  readonly kind = 'conflict';
  readonly code = 'already_verified';

  constructor() {
    super('Your e-mail address is confirmed already.');
  }
}

/** This installation cannot send mail (`SMTP_URL` is not set). */
export class MailUnavailable extends ServiceUnavailable {
  override readonly code = 'mail_unavailable';

  constructor() {
    super('No mail can be sent from here right now. Ask whoever runs this service.');
  }
}

/** The provider does not answer as it should, so nobody can be sent there. */
export class ProviderUnavailable extends ServiceUnavailable {
  override readonly code = 'provider_unavailable';

  constructor() {
    super('The provider does not answer right now. Try again in a moment.');
  }
}

/** An admin has disabled the account: no way leads into it. */
export class AccountDisabled extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'account_disabled';

  constructor(readonly userId: string) {
    super('This account is disabled.');
  }
}

/** The actor's role does not allow this. */
export class RoleRequired extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'role_required';
  override readonly details: Record<string, unknown>;

  constructor(role: Role) {
    super('Your account is not allowed to do this.');
    this.details = { role };
  }
}

/** Without this account nobody could administer the others any more. */
export class LastAdmin extends AppError {
  readonly kind = 'conflict';
  readonly code = 'last_admin';

  constructor() {
    super('This is the last open account of an admin. Make somebody else an admin first.');
  }
}
