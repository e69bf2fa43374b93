/** Every control character of ASCII but tab, LF, VT, FF and CR: nobody types them, Postgres cannot store NUL, terminals obey some. */
const CONTROL = /[\0-\x08\x0e-\x1f\x7f]/;

/** Whether text has characters that do not belong into any text: control characters, or halves of surrogate pairs. */
export const hasUnusableCharacters = (text: string): boolean => CONTROL.test(text) || !text.isWellFormed();

/** How many characters people would count: code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}
