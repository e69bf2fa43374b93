import { ApiError } from '#lib/api/client.js';
import { explain, type Explanation } from '#lib/api/words.js';

const CALLBACK: Record<string, Explanation> = {
  access_denied: {
    title: 'Sign-in was cancelled.',
    next: 'Nothing has changed. Try again, or use another way to sign in.',
  },
  invalid_state: {
    title: 'That sign-in has expired.',
    next: 'It took longer than ten minutes or began in another browser. Start it again here.',
  },
  provider_error: {
    title: 'The provider could not sign you in.',
    next: 'Try again in a moment, or use another way to sign in.',
  },
  email_unverified: {
    title: 'Your e-mail address is not confirmed there.',
    next: 'Confirm your address with the provider, then try again, or sign in with e-mail and password.',
  },
  link_required: {
    title: 'There is already an account with this e-mail address.',
    next: 'Sign in below the way you did before. Then link the provider on your account page.',
  },
  identity_taken: {
    title: 'That sign-in belongs to somebody else’s account.',
    next: 'Sign in with it to reach that account, or link another one here.',
  },
};

/** Words for the `?error=` a provider's callback comes back with. */
export function explainCallback(code: string): Explanation {
  return CALLBACK[code] ?? { title: 'Sign-in did not work.', next: 'Try again, or use another way to sign in.' };
}

/** Words for a refused sign-in or sign-up. */
export function explainSignIn(error: unknown): Explanation {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  switch (error instanceof ApiError ? error.code : '') {
    case 'invalid_credentials':
      return { title: 'E-mail address and password do not match.', next: 'Check both and try again.', requestId };
    case 'email_taken':
      return { title: 'There is already an account with this e-mail address.', next: 'Sign in instead.', requestId };
    case 'weak_password':
      return { title: 'Choose another password.', next: messageOf(error), requestId };
    case 'invalid_request':
      return {
        title: 'Something in the form is not right.',
        next: 'Check the e-mail address and the password.',
        requestId,
      };
    default:
      return explain(error);
  }
}

/** The API knows best why it refused a password. */
function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : '';
}
