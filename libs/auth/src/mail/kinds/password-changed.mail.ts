import { letter, type Mail } from '../mail.js';

/** Tells the owner of an account that its password is another one now. */
export const passwordChangedMail = (to: string, publicUrl: string): Mail =>
  letter({
    to,
    subject: 'Your password was changed',
    before: [
      `The password of your account at ${publicUrl} was just changed. Everybody else who was signed in has been signed out.`,
      'If it was you, there is nothing to do.',
      'If it was not you, somebody else has got into your account. Choose a new password at once:',
    ],
    link: { label: 'Choose a new password', url: `${publicUrl}/forgot-password` },
    after: [],
  });
