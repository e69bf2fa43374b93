import { z } from 'zod';

const PLACEHOLDER = /change.?me|replace.?me|^your[-_ ]|^example|^<.*>$|…/i;
const WEAK = /^(?:secret|password|insecure|default)[-_ ]?\w{0,4}$/i;
/** What Stripe, Google, GitHub and OpenAI begin their secrets with. */
const PREFIX = /^(?:[rs]k_(?:live|test)_|whsec_|gh[ops]_|GOCSPX-|sk-)/;

/** Whether a value stands in an example for one that is yet to be filled in. */
const isPlaceholder = (value: string) => PLACEHOLDER.test(value) || /^(.)\1+$/.test(value);

/** Whether a value looks like one copied from an example instead of one made for this deployment. */
export const looksLikeExample = (value: string) =>
  isPlaceholder(value) || isPlaceholder(value.replace(PREFIX, '')) || WEAK.test(value);

const EXAMPLE = 'is an example value';
/** A word for trying things out, which nobody but ourselves would give out as a secret. */
const TEST = /^test[-_ ]?\w{0,4}$/i;

/** A secret of at least `bytes` bytes that is not an example value. */
export const secret = (bytes: number) =>
  z
    .string()
    .refine((value) => Buffer.byteLength(value) >= bytes, `is shorter than ${bytes} bytes`)
    .refine((value) => !looksLikeExample(value) && !TEST.test(value), EXAMPLE);

/** A secret that somebody else gave out: it may be left out, and is as they made it, but no placeholder. */
export const issuedSecret = z
  .string()
  .refine((value) => !isPlaceholder(value) && !isPlaceholder(value.replace(PREFIX, '')), EXAMPLE)
  .transform((value) => value || undefined)
  .optional();

/** Whether nobody who gives out secrets for production would give out this one. */
export const isTooWeak = (value: string) => Buffer.byteLength(value) < 8 || looksLikeExample(value) || TEST.test(value);

/** For the URL of a server: its password, if it has one, is none of an example. */
export const hasOwnPassword = [
  (url: string) => {
    const password = URL.parse(url)?.password ?? '';
    return !isPlaceholder(password) && !isPlaceholder(unescaped(password));
  },
  'has the password of an example',
] as const;

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A comma list of such secrets; the first is the current one, all are accepted (rotation). */
export const secretList = (bytes: number) =>
  z
    .string()
    .transform((list) =>
      list
        .split(',')
        .map((value) => value.trim())
        .filter(Boolean),
    )
    .pipe(z.array(secret(bytes)).min(1, 'is empty'));
