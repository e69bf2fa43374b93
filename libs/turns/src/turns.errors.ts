import { AppError, InvalidRequest } from '@app/platform';

/** What the message says cannot be used. */
export class InvalidMessage extends InvalidRequest {
  override readonly code = 'invalid_message';

  constructor(message = 'This message cannot be understood.') {
    super(message);
  }
}

/** The frame itself is broken: no JSON, an unknown type, missing or unknown fields. A few of them end the socket. */
export class BadFrame extends InvalidMessage {}

/** The text is longer than any plan allows. */
export class TooLong extends AppError {
  readonly kind = 'too_large';
  readonly code = 'too_long';

  constructor(maxCharacters: number) {
    super(`The message is too long: at most ${maxCharacters} characters.`);
  }
}

/** The text contains something that this deployment refuses. */
export class ContentDenied extends AppError {
  readonly kind = 'invalid';
  readonly code = 'content_denied';

  constructor() {
    super('This message contains something that is not allowed here.');
  }
}

/** Another turn has to end first. */
export class Busy extends AppError {
  readonly kind = 'conflict';
  readonly code = 'busy';

  constructor(message = 'Wait for the running answer, or stop it.') {
    super(message);
  }
}

/** As many turns of the user as may run at once are running. */
export class TooManyTurns extends Busy {
  constructor() {
    super('Too many answers are running at once. Wait for one to end.');
  }
}

/** The user, or their address, has as many open sockets as anybody may have. */
export class TooManySockets extends AppError {
  readonly kind = 'too_many';
  readonly code = 'rate_limited';
  override readonly retryAfterSeconds = 5;

  constructor(message = 'Too many open connections. Close another window first.') {
    super(message);
  }
}

/** The session ended while the socket was open. */
export class SessionEnded extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'unauthenticated';

  constructor() {
    super('You are signed out. Sign in again.');
  }
}

/** The reason with which a turn is stopped at its user's wish. */
export class TurnCancelled extends Error {}

/** Another instance began a turn with the same id a moment earlier. */
export class TurnTaken extends Error {}

/** How a turn ended that was not run here, by the code that was stored with it. */
export class FailedElsewhere extends AppError {
  readonly kind = 'unavailable';

  constructor(readonly code: string) {
    super('The answer could not be completed. Try again.');
  }
}

/** Others have ended the turn, because the process that ran it seemed to be gone. */
export class Interrupted extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'interrupted';

  constructor() {
    super('The answer was interrupted. Try again.');
  }
}
