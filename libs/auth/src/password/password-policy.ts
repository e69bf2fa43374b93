import { setImmediate as breathe } from 'node:timers/promises';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { essenceOf, windowsOf } from './password-pieces.js';

const SHORTEST = 8;
const LONGEST = 128;
const LOWEST_SCORE = 2;
const PRODUCT = 'turnpike';

const common = new Set(dictionary['passwords-common']);
/** Of what `@4$$w0rd` could stand for, this many readings are tried; three times as many take 50 ms, and find nothing more. */
const READINGS = 32;
const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, l33tMaxSubstitutions: READINGS });

/** Why a password must not be used, in words for its owner; null when it may. `about` is what others know of them. */
export async function weaknessOf(
  password: string,
  about: { email: string; name?: string | null },
): Promise<string | null> {
  const typed = password.normalize('NFC');
  const length = [...typed].length;
  if (length < SHORTEST) return `The password must have at least ${SHORTEST} characters.`;
  if (length > LONGEST) return `The password must have at most ${LONGEST} characters.`;
  // All of them would become one and the same character on the way into the hash.
  if (/\p{Surrogate}/u.test(typed)) return 'The password holds something that is not a character.';
  const known = knownOf(about);
  const plain = typed.toLowerCase();
  if (known.includes(plain)) return 'The password must not be your name or e-mail address.';
  if (common.has(plain)) return 'This is one of the most common passwords. Choose another one.';
  return (await isGuessable(typed, known))
    ? 'This password is too easy to guess. Make it longer or less regular.'
    : null;
}

/**
 * zxcvbn takes a tenth of a second for 128 characters, in which nobody else is served. So a long password is looked at
 * window by window, and is as strong as its strongest; what is left of it without its repetitions must be strong as well.
 */
async function isGuessable(password: string, known: string[]): Promise<boolean> {
  const windows = windowsOf(password);
  if (windows.length === 1) return isWeak(password, known);
  const essence = windowsOf(essenceOf(password, known));
  return (await areAllWeak(essence, known)) || (await areAllWeak(windows, known));
}

async function areAllWeak(windows: string[], known: string[]): Promise<boolean> {
  for (const window of windows) {
    if (!isWeak(window, known)) return false;
    await breathe();
  }
  return true;
}

const isWeak = (text: string, known: string[]) => zxcvbn.check(text, known).score < LOWEST_SCORE;

function knownOf({ email, name }: { email: string; name?: string | null }): string[] {
  const [local = '', domain = ''] = email.split('@');
  const names = name ? [name, name.replace(/\s+/g, ''), ...name.split(/\s+/)] : [];
  const words = [email, local, domain, ...local.split(/[._+-]/), ...names, PRODUCT];
  return [...new Set(words.map((word) => word.normalize('NFC').toLowerCase()).filter(Boolean))];
}
