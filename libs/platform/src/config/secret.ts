import { z } from 'zod';

const EXAMPLES = /change.?me|replace.?me|^your[-_ ]|^example|^(secret|password|insecure|default|test)[-_ ]?\w{0,4}$/i;

/** Whether a value looks like one copied from an example instead of one made for this deployment. */
export const looksLikeExample = (value: string) =>
  EXAMPLES.test(value) || /^(.)\1+$/.test(value) || value.includes('…');

/** A secret of at least `bytes` bytes that is not an example value. */
export const secret = (bytes: number) =>
  z
    .string()
    .refine((value) => Buffer.byteLength(value) >= bytes, `is shorter than ${bytes} bytes`)
    .refine((value) => !looksLikeExample(value), 'is an example value');

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
