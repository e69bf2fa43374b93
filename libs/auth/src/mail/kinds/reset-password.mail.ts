import { letter, type Mail } from '../mail.js';

/** Lets whoever reads it choose a new password. */
export const resetPasswordMail = (to: string, url: string): Mail =>
  letter({
    to,
    subject: 'Choose a new password',
    before: [`Somebody, hopefully you, wants a new password for the account of ${to} at ${new URL(url).origin}.`],
    link: { label: 'Choose a new password', url },
    after: [
      'The link works once, within 30 minutes. Everybody who is signed in to the account will be signed out.',
      'If it was not you, ignore this mail: nothing changes, and only you have got the link.',
    ],
  });
