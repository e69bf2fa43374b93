import { InvalidRequest } from '@app/platform';

const DEEPEST = 20;
const MOST_KEYS = 1000;

const NUL = String.fromCharCode(0);

/** Refuses a JSON body that is nested too deeply, has too many keys, or holds a NUL, which Postgres cannot store. */
export function checkBody(body: unknown): void {
  let keys = 0;
  const visit = (value: unknown, depth: number): void => {
    if (typeof value === 'string') return refuseNul(value);
    if (value === null || typeof value !== 'object') return;
    if (depth > DEEPEST) throw new InvalidRequest(`The body is nested more than ${DEEPEST} levels deep.`);
    for (const [key, item] of Object.entries(value)) {
      if (!Array.isArray(value) && ++keys > MOST_KEYS)
        throw new InvalidRequest(`The body has more than ${MOST_KEYS} keys.`);
      refuseNul(key);
      visit(item, depth + 1);
    }
  };
  visit(body, 1);
}

/** Refuses a parameter that is given twice: which of the two counts would be anybody's guess. */
export function checkParameters(parameters: unknown): void {
  for (const [name, value] of Object.entries(parameters ?? {})) {
    if (Array.isArray(value)) throw new InvalidRequest('A parameter is given more than once.');
    refuseNul(name);
    if (typeof value === 'string') refuseNul(value);
  }
}

function refuseNul(text: string): void {
  if (text.includes(NUL)) throw new InvalidRequest('A text holds a NUL character.');
}
