import { formsOf } from './secret-forms.js';
import { SECRET_NAMES } from './secret-names.js';

/** What stands where a secret stood. */
export const REDACTED = '[redacted]';

const names = SECRET_NAMES.join('|');
/** Where a word begins, also after an escape of JSON or of a URL. */
const START = String.raw`(?:\b|(?<=\\[nrt]|%[\dA-F]{2}))`;

/** What looks like a secret wherever it stands; group 1, where there is one, stays. */
const SHAPES = [
  // JWT
  new RegExp(String.raw`${START}eyJ[\w-]+\.[\w.-]+`, 'g'),
  // Stripe, GitHub, OpenAI, Google
  new RegExp(String.raw`${START}(?:[prs]k_(?:live|test)_|whsec_|gh[oprsu]_|github_pat_|GOCSPX-|sk-)[\w-]{6,}`, 'g'),
  /\bv[01]=[0-9a-f]{64}/g,
  /\b((?:bearer|basic) +)[^\s"\\,]{8,}/gi,
  // the password of a URL
  /(:\/\/[^\s"/:@\\]*:)[^\s"/@\\]+(?=@)/g,
  // a parameter, a cookie
  new RegExp(String.raw`${START}((?:${names})(?:=|%3D))[^\s"&\\;,]+`, 'gi'),
  // a value within JSON, and within JSON that is a text itself
  new RegExp(String.raw`("(?:${names})":")(?:[^"\\]|\\.)+`, 'gi'),
  new RegExp(String.raw`(\\"(?:${names})\\":\s*\\")(?:[^"\\]|\\{2,}"?|\\[^"\\])+`, 'gi'),
  // 256 bits in base64url: a session, a state, a link. In a fragment it is a mail of development, which is there to be read.
  /(?<=^|[^\w#-]|\\[nrt])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{43}(?![\w-])/g,
];

/** Takes out of a text what is one of these secrets, in whatever form, and what is shaped like one. JSON stays JSON. */
export function scrubber(secrets: readonly string[] = []): (text: string) => string {
  const forms = formsOf(secrets);
  return (text) => {
    for (const form of forms) if (text.includes(form)) text = text.replaceAll(form, REDACTED);
    for (const shape of SHAPES)
      text = text.replace(shape, (_match, kept?: unknown) => `${typeof kept === 'string' ? kept : ''}${REDACTED}`);
    return text;
  };
}
