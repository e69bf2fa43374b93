import { z } from 'zod';
import { areHarmless } from './harmless-patterns.js';

/** Regular expressions that no text may match, compiled; each is harmless to whoever asks it, whatever the text. */
export const DenyPatterns = z
  .array(z.string())
  .default([])
  .transform((sources, context) => {
    const refused = sources.map(objectionTo);
    const judged = [...sources.entries()].filter(([index]) => refused[index] === null);
    const harmless = areHarmless(judged.map(([, source]) => source));
    for (const [place, [index]] of judged.entries()) if (!harmless[place]) refused[index] = HARMFUL;
    for (const [index, message] of refused.entries())
      if (message) context.addIssue({ code: 'custom', message, path: [index] });
    return context.issues.length > 0 ? z.NEVER : sources.map(compile);
  });

const HARMFUL = 'can take catastrophically long on some texts, or is too complex to tell';
/** The detector passes over what they cost. */
const LOOKAROUND = /\(\?<?[=!]/;

const compile = (source: string) => new RegExp(source, 'i');

function objectionTo(source: string): string | null {
  if (source === '') return 'is empty, and would match every text';
  try {
    compile(source);
  } catch {
    return 'is not a regular expression';
  }
  return LOOKAROUND.test(source) ? 'cannot be judged: it looks ahead or behind' : null;
}
