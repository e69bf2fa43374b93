import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

const SHORTEST = 8;
const LONGEST = 128;
const LOWEST_SCORE = 2;

const common = new Set(dictionary['passwords-common']);
const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** Why a password must not be used, in words for its owner; null when it may. `about` is what others know of them. */
export function weaknessOf(password: string, about: { email: string; name?: string }): string | null {
  const length = [...password].length;
  if (length < SHORTEST) return `The password must have at least ${SHORTEST} characters.`;
  if (length > LONGEST) return `The password must have at most ${LONGEST} characters.`;
  const known = knownOf(about);
  const plain = password.toLowerCase();
  if (known.includes(plain)) return 'The password must not be your name or e-mail address.';
  if (common.has(plain)) return 'This is one of the most common passwords. Choose another one.';
  return zxcvbn.check(password, known).score < LOWEST_SCORE
    ? 'This password is too easy to guess. Make it longer or less regular.'
    : null;
}

function knownOf({ email, name }: { email: string; name?: string }): string[] {
  const [local = '', domain = ''] = email.split('@');
  const names = name ? [name, name.replace(/\s+/g, ''), ...name.split(/\s+/)] : [];
  return [email, local, domain, ...names].map((word) => word.toLowerCase()).filter(Boolean);
}
