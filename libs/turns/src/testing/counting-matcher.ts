import fc from 'fast-check';

type Next = (at: number) => boolean;
type Match = (text: string, at: number, next: Next) => boolean;

/** A regular expression, and how a backtracking matcher runs it. */
export interface Pattern {
  source: string;
  match: Match;
}

export class TooManySteps extends Error {}

const MOST_STEPS = 2_000_000;
let steps = 0;

/** How many steps a search for the pattern takes in the text, all its ways back included. */
export function stepsOf({ match }: Pattern, text: string): number {
  steps = 0;
  for (let start = 0; start <= text.length; start += 1) {
    step();
    if (match(text, start, () => true)) break;
  }
  return steps;
}

function step(): void {
  steps += 1;
  if (steps > MOST_STEPS) throw new TooManySteps();
}

function one(source: string, accepts: (character: string) => boolean): Pattern {
  const match: Match = (text, at, next) => {
    step();
    return at < text.length && accepts(text[at]!) && next(at + 1);
  };
  return { source, match };
}

function assertion(source: string, holds: (text: string, at: number) => boolean): Pattern {
  const match: Match = (text, at, next) => {
    step();
    return holds(text, at) && next(at);
  };
  return { source, match };
}

const isWord = (character: string | undefined) => character !== undefined && /\w/.test(character);
const atoms = [
  one('a', (character) => character === 'a'),
  one('b', (character) => character === 'b'),
  one('[ab]', (character) => 'ab'.includes(character)),
  one('[^b]', (character) => character !== 'b'),
  one('\\s', (character) => character === ' '),
  one('.', () => true),
];
const anchors = [
  assertion('^', (_, at) => at === 0),
  assertion('$', (text, at) => at === text.length),
  assertion('\\b', (text, at) => isWord(text[at - 1]) !== isWord(text[at])),
];

const group = ({ source, match }: Pattern): Pattern => ({ source: `(?:${source})`, match });
const sequence = (parts: Pattern[]): Pattern => ({
  source: parts.map(({ source }) => source).join(''),
  match: (text, at, next) =>
    parts.reduceRight<Next>(
      (rest, { match }) =>
        (here) =>
          match(text, here, rest),
      next,
    )(at),
});

const either = (choices: Pattern[]): Pattern => ({
  source: choices.map(({ source }) => source).join('|'),
  match: (text, at, next) => choices.some(({ match }) => match(text, at, next)),
});

function repeated({ source, match }: Pattern, [suffix, least, most]: readonly [string, number, number]): Pattern {
  const from = (done: number, text: string, at: number, next: Next): boolean => {
    step();
    const again = () =>
      done < most && match(text, at, (end) => (end > at || done < least) && from(done + 1, text, end, next));
    return again() || (done >= least && next(at));
  };
  return { source: `${source}${suffix}`, match: (text, at, next) => from(0, text, at, next) };
}

const QUANTIFIERS = [
  ['*', 0, Infinity],
  ['+', 1, Infinity],
  ['?', 0, 1],
  ['{2,}', 2, Infinity],
  ['{0,4}', 0, 4],
  ['{1,9}', 1, 9],
  ['{3}', 3, 3],
] as const;

/** Any small pattern, for `fc.letrec`. */
export function alternatives(tie: fc.LetrecTypedTie<{ alternatives: Pattern }>): {
  alternatives: fc.Arbitrary<Pattern>;
} {
  const nested = tie('alternatives').map(group);
  const atom = fc.oneof({ maxDepth: 2 }, { arbitrary: fc.constantFrom(...atoms), weight: 5 }, nested);
  const quantified = fc.tuple(atom, fc.constantFrom(...QUANTIFIERS)).map(([inner, how]) => repeated(inner, how));
  const part = fc.oneof(
    { maxDepth: 2 },
    { arbitrary: atom, weight: 4 },
    { arbitrary: quantified, weight: 4 },
    { arbitrary: fc.constantFrom(...anchors), weight: 2 },
  );
  const parts = fc.array(part, { minLength: 1, maxLength: 4 }).map(sequence);
  return { alternatives: fc.array(parts, { minLength: 1, maxLength: 2 }).map(either) };
}
