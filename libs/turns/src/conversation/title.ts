import { z } from 'zod';
import { lengthOf } from '../guardrails/characters.js';

const MOST_CHARACTERS_OF_OURS = 60;
const MOST_CHARACTERS = 120;
const UNFIT_FOR_A_LINE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** A conversation's title: how its first message begins, in one line. */
export function titleOf(text: string): string {
  const characters = [...text.replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ').trim()];
  if (characters.length <= MOST_CHARACTERS_OF_OURS) return characters.join('') || 'Untitled';
  return `${characters
    .slice(0, MOST_CHARACTERS_OF_OURS - 1)
    .join('')
    .trimEnd()}…`;
}

/** A title that its owner gives: one line. */
export const Title = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .refine((title) => lengthOf(title) <= MOST_CHARACTERS, `must have at most ${MOST_CHARACTERS} characters`)
  .refine((title) => !UNFIT_FOR_A_LINE.test(title), 'must be one line of text');
