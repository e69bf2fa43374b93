const WINDOW = 32;
const SHORTEST_KNOWN = 3;
/** Three characters or more twice, one or two three times. Double letters are left alone: words have them. */
// eslint-disable-next-line regexp/no-super-linear-move -- a password has 128 characters at most: a few milliseconds
const REPETITION = /(.{3,}?)\1+|(.)\2{2,}|(..)\3{2,}/gisu;

/** The text in pieces of 32 characters, the last one overlapping the one before; one piece if there is no more. */
export function windowsOf(text: string): string[] {
  const characters = [...text];
  if (characters.length <= WINDOW) return [text];
  const starts = Array.from({ length: Math.ceil(characters.length / WINDOW) }, (_, at) => at * WINDOW);
  return starts
    .map((start) => Math.min(start, characters.length - WINDOW))
    .map((start) => characters.slice(start, start + WINDOW).join(''));
}

/** What remains when everything that repeats is said once, and what others know of the owner is left out. */
export function essenceOf(text: string, known: string[]): string {
  const words = known.filter(({ length }) => length >= SHORTEST_KNOWN).sort((one, other) => other.length - one.length);
  let rest = text.toLowerCase();
  for (const word of words) rest = rest.replaceAll(word, '');
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(REPETITION, (_, ...units: (string | undefined)[]) => units.slice(0, 3).find(Boolean)!);
  }
  return rest;
}
