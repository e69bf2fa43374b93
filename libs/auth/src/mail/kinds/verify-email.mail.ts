import { letter, type Mail } from '../mail.js';

/** Asks whoever reads it to confirm that the address is theirs. */
export const verifyEmailMail = (to: string, url: string): Mail =>
  letter({
    to,
    subject: 'Confirm your e-mail address',
    before: [`Somebody has entered ${to} as the e-mail address of an account at ${new URL(url).origin}.`],
    link: { label: 'Confirm that it is yours', url },
    after: [
      'The link works once, within 24 hours, in a browser in which you are signed in.',
      'If it was not you, ignore this mail: without the link, the address stays unconfirmed.',
    ],
  });
