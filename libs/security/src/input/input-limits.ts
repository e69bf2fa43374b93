import { InvalidRequest } from '@app/platform';

const DEEPEST = 20;
const MOST_KEYS = 1000;
/** Names that lead from an object to what all objects share. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

const NUL = String.fromCharCode(0);

/**
 * Refuses a JSON body that is nested too deeply, has too many keys or one that no object may have, or holds a NUL, which
 * Postgres cannot store.
 */
export function checkBody(body: unknown): void {
  let keys = 0;
  const visit = (value: unknown, depth: number): void => {
    if (typeof value === 'string') return refuseNul(value);
    if (value === null || typeof value !== 'object') return;
    if (depth > DEEPEST) throw new InvalidRequest(`The body is nested more than ${DEEPEST} levels deep.`);
    for (const [key, item] of Object.entries(value)) {
      if (!Array.isArray(value) && ++keys > MOST_KEYS)
        throw new InvalidRequest(`The body has more than ${MOST_KEYS} keys.`);
      checkName(key);
      visit(item, depth + 1);
    }
  };
  visit(body, 1);
}

/** Refuses a parameter that is given twice, which of the two counts would be anybody's guess, and one no object may have. */
export function checkParameters(parameters: unknown): void {
  for (const [name, value] of Object.entries(parameters ?? {})) {
    if (Array.isArray(value)) throw new InvalidRequest('A parameter is given more than once.');
    checkName(name);
    if (typeof value === 'string') refuseNul(value);
  }
}

function checkName(name: string): void {
  if (FORBIDDEN.has(name)) throw new InvalidRequest('A field has a name that is not allowed.');
  refuseNul(name);
}

function refuseNul(text: string): void {
  if (text.includes(NUL)) throw new InvalidRequest('A text holds a NUL character.');
}
