import fc from 'fast-check';
import { alternatives, stepsOf, TooManySteps, type Pattern } from '../testing/counting-matcher.js';
import { DenyPatterns } from './deny-patterns.js';
import { areHarmless } from './harmless-patterns.js';

const problemsOf = (...sources: string[]) =>
  (DenyPatterns.safeParse(sources).error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`);

describe('a deny pattern that people would write is accepted', () => {
  it.each([
    '\\bpassword\\b',
    'sk-[A-Za-z0-9]{20,}',
    '(?:foo|bar)\\d{3}',
    'AKIA[0-9A-Z]{16}',
    'gh[pousr]_[A-Za-z0-9]{36}',
    'xox[baprs]-[0-9a-zA-Z-]{10,48}',
    '-----BEGIN (?:RSA )?PRIVATE KEY-----',
    '\\b\\d{3}-\\d{2}-\\d{4}\\b',
    '\\b\\d{4}[- ]?\\d{4}[- ]?\\d{4}[- ]?\\d{4}\\b',
    'ignore (?:all )?previous instructions',
    'drop\\s{1,9}table',
    'p[a@]ssw[o0]rd',
    '^/system',
    '^.*$',
    'naïve|日本語',
  ])('%s', (source) => {
    expect(problemsOf(source)).toEqual([]);
  });

  it('together with many others', () => {
    const many = Array.from({ length: 60 }, (_, n) => `\\bsecret-${n}-[0-9a-f]{8}\\b`);
    expect(problemsOf(...many)).toEqual([]);
  });
});

describe('a deny pattern that could make everybody wait is refused', () => {
  it.each([
    '(a+)+$',
    '^(a+)+$',
    '(a|a)*b',
    '(a|aa)+$',
    '(.*a){20}',
    '(\\w+\\s?)*$',
    '(x+x+)+y',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(?:a{1,100}){1,100}$',
    '(?:(?:(?:a?){30})a{30})',
    // Only polynomial, and bad enough for 16,000 characters.
    '\\s+$',
    '^\\s+|\\s+$',
    '\\d+\\d+x',
    'a.*b.*c.*d',
    '.*foo',
    '[^a]*a',
    '\\w{1,60000}x',
    '(a+)\\1$',
    '(?<n>a+)\\k<n>b',
    '(?i:a+)b',
    // What cannot hold is tried all the same.
    'aa*^',
    'a+\\b(?:a*)*',
    '^(?:a|a\\B)*\\b',
    '^a*\\Ba*c',
    '^x|a+$',
  ])('%s', (source) => {
    expect(problemsOf(source)).toEqual(['0 can take catastrophically long on some texts, or is too complex to tell']);
  });

  it.each([
    '(?=(a+)+$)x',
    '^x(?=(a+)+$)y',
    'x(?!(a+)+$)',
    '(?=.*(?=(a*)*b))c',
    '[ab]*(?=c)',
    '(?<=(a+)+)b',
    '(?<!a+)b',
  ])('%s, because it looks around', (source) => {
    expect(problemsOf(source)).toEqual(['0 cannot be judged: it looks ahead or behind']);
  });

  it('with its index, and never with its source', () => {
    const problems = problemsOf('fine', '(hush+)+$', '(broken', '');
    expect(problems).toEqual([
      '1 can take catastrophically long on some texts, or is too complex to tell',
      '2 is not a regular expression',
      '3 is empty, and would match every text',
    ]);
  });

  it('where so many are so complex that there is no time for the last', () => {
    const many = Array.from({ length: 1000 }, (_, n) => `(?:a|b|ab|c${n}){1,8}d`);
    expect(problemsOf(...many, '\\bpassword\\b').at(-1)).toMatch(/^1000 can take/);
  }, 30_000);
});

describe('whatever pattern is accepted', () => {
  const { alternatives: pattern } = fc.letrec<{ alternatives: Pattern }>(alternatives);
  const units = ['a', 'b', ' ', 'ab', 'ba', 'a ', 'aab'];
  const affixes = ['', 'b', '!', ' a'];

  /** More steps than in proportion for a text twice as long. */
  function suffers(candidate: Pattern): boolean {
    for (const unit of units) {
      for (const affix of affixes) {
        const text = (times: number) => affix + unit.repeat(times) + affix;
        try {
          if (stepsOf(candidate, text(240)) > 2.5 * stepsOf(candidate, text(120)) + 500) return true;
        } catch (thrown) {
          if (thrown instanceof TooManySteps) return true;
          throw thrown;
        }
      }
    }
    return false;
  }

  function sample(size: number, seed: number): { harmless: Pattern[]; others: Pattern[] } {
    const patterns = fc.sample(pattern, { numRuns: size, seed });
    const verdicts: boolean[] = [];
    for (let from = 0; from < size; from += 10)
      verdicts.push(...areHarmless(patterns.slice(from, from + 10).map(({ source }) => source)));
    return {
      harmless: patterns.filter((_, index) => verdicts[index]),
      others: patterns.filter((_, index) => !verdicts[index]),
    };
  }

  it('takes steps in proportion to the length of a text, however it is pumped, and many others do not', () => {
    const { harmless, others } = sample(60, 5);
    expect(harmless.filter(suffers).map(({ source }) => source)).toEqual([]);
    expect(harmless.length).toBeGreaterThan(8);
    expect(others.filter(suffers).length).toBeGreaterThan(8);
  }, 120_000);
});
