interface Words {
  title: string;
  next: string;
}

const CALLBACK: Record<string, Words> = {
  access_denied: {
    title: 'The sign-in was cancelled or refused.',
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
    title: 'Your address is not confirmed there.',
    next: 'Confirm it with the provider, then try again, or sign in with e-mail and password.',
  },
  link_required: {
    title: 'There is already an account with this address.',
    next: 'Sign in below the way you did before, then link the provider on your account page. If you have forgotten the password, set a new one by mail.',
  },
};

const LINKING: Record<string, Words> = {
  access_denied: {
    title: 'The sign-in was not linked.',
    next: 'It was cancelled or refused. You can try again below.',
  },
  invalid_state: {
    title: 'Linking took too long.',
    next: 'It took longer than ten minutes or began in another browser. Start it again below.',
  },
  provider_error: {
    title: 'The provider could not be reached or made a mistake.',
    next: 'Nothing has changed. Try again in a moment.',
  },
  email_unverified: {
    title: 'Your address is not confirmed there.',
    next: 'Confirm it with the provider, then link it again.',
  },
  identity_taken: {
    title: 'That sign-in belongs to somebody else’s account.',
    next: 'Sign in with it to reach that account, or link another one here.',
  },
};

/** Words for the `?error=` with which a sign-in through a provider came to nothing. */
export function explainCallback(code: string): Words {
  return CALLBACK[code] ?? { title: 'Sign-in did not work.', next: 'Try again, or use another way to sign in.' };
}

/** Words for the same on the account page, where somebody who is signed in wanted another way in. */
export function explainLinking(code: string): Words {
  return LINKING[code] ?? { title: 'Linking did not work.', next: 'Nothing has changed. Try again below.' };
}
