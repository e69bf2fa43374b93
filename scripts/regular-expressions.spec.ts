import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { expressionsIn } from './regular-expressions/find.mjs';
import { isHarmless } from './regular-expressions/judge.mjs';

interface Expression {
  pattern: string;
  flags: string;
  line: number;
}

/** What the real configuration of the lint says of each source, in one run. */
function lint(sources: { file: string; code: string }[]): string[][] {
  // Nothing else could end the wait: Jest's own limit does not run while this blocks.
  const options = { input: JSON.stringify(sources), encoding: 'utf8', timeout: 60_000 } as const;
  return JSON.parse(execFileSync(process.execPath, ['scripts/lint-planted.mjs'], options));
}

const inCode = (code: string, before = '') => ({
  file: 'libs/turns/src/planted.ts',
  code: `${before}export const planted = ${code};`,
});
const inPage = (code: string) => ({ file: 'apps/web/src/lib/Planted.svelte', code });

/** Each takes quadratic time or worse for some text; the lint knows these. */
const polynomial = {
  'two parts that take the same text': inCode('/^.*a.*b$/'),
  'a repeated repetition': inCode('/^(a+)+$/'),
  'a part that is looked for everywhere': inCode('/\\s+$/'),
  'a repetition in a lookahead': inCode('/^(?=(a+)+$)b/'),
  'a repetition in a lookbehind': inCode('/(?<=^(a|a)*)b/'),
  'a repeated reference': inCode('/^(.+)\\1+$/'),
  'a pattern in a string': inCode("new RegExp('^(a+)+$')"),
  'a pattern that comes from a constant': inCode('RegExp(part)', "const part = '^(a+)+$';"),
  'a page’s script': inPage('<script lang="ts">const planted = /^(a+)+$/;</script>{planted}'),
  'a page’s markup': inPage('<p>{(/^(a+)+$/).test("a")}</p>'),
};

/** Each takes exponential time, and the lint sees nothing. */
const exponential = {
  'two ways that are the same': inCode('/^(a|a)*$/'),
  'a way that is another one twice': inCode('/^(a|aa)+$/'),
  'two sets that overlap': inCode('/^(?:\\w|\\d)+$/'),
  'the same up to case': inCode('/^(?:a|A)+$/i'),
  'the same up to an assertion': inCode('/^(?:\\ba|a\\b|a)*$/'),
  'an alternation in a lookahead': inCode('/^(?!(a|aa)*$)/'),
  'a number of times': inCode('/^(?:a|aa){40}$/'),
  'a pattern in a string': inCode("new RegExp('^(a|aa)+$')"),
  'a pattern behind String.raw': inCode('RegExp(String.raw`^(\\w|\\d)+$`)'),
  'a pattern that is a sum': inCode("new RegExp('^(a|' + 'aa)+$', 'i')"),
  'a page’s script': inPage('<script lang="ts">const planted: RegExp = /^(a|aa)+$/;</script>{planted}'),
  'a page’s markup': inPage('<p>{(/^(a|aa)+$/).test("a")}</p>'),
};

const harmless = {
  'words between dots': inCode('/^[a-z]+(\\.[a-z]+)*$/'),
  'a quoted text with escapes': inCode('/^"(?:[^"\\\\]|\\\\.)*"$/'),
  'words with commas': inPage('<p>{(/^([a-z]+,)*$/).test("a")}</p>'),
};

const badIn = ({ file, code }: { file: string; code: string }): Expression[] =>
  expressionsIn(code, file).filter((expression: Expression) => !isHarmless(expression));

describe('L5: a regular expression takes no more steps than its text has characters, within a factor', () => {
  const planted = [...Object.values(polynomial), ...Object.values(harmless)];
  let linted: Map<object, string[]>;
  beforeAll(() => {
    linted = new Map(lint(planted).map((rules, at) => [planted[at]!, rules]));
  }, 70_000);

  it.each(Object.entries(polynomial))('the lint refuses %s', (_, source) => {
    expect(linted.get(source)).toContainEqual(expect.stringMatching(/^regexp\/no-super-linear-(backtracking|move)$/));
  });

  it.each(Object.entries(exponential))('the detector refuses %s', (_, source) => {
    expect(badIn(source)).toHaveLength(1);
  });

  it.each(Object.entries(harmless))('both let %s be', (_, source) => {
    expect(linted.get(source)!.filter((rule) => rule?.startsWith('regexp/'))).toEqual([]);
    expect(expressionsIn(source.code, source.file)).toHaveLength(1);
    expect(badIn(source)).toEqual([]);
  });

  it('says in which line one stands', () => {
    const page = '<script>\n  const a = 1;\n  const b = /b/;\n</script>\n<p>{(/c/g).test("")}</p>';
    expect(expressionsIn(page, 'a.svelte')).toEqual([
      { pattern: 'b', flags: '', line: 3 },
      { pattern: 'c', flags: 'g', line: 5 },
    ]);
  });

  it('holds for every one that is written out here, whether in programs, pages, tests or tools', () => {
    const files = globSync('{apps,libs,migrations,scripts,bench}/**/*.{ts,js,mjs,svelte}').filter(
      (file) =>
        !/(^|\/)(node_modules|build|\.svelte-kit)\//.test(file) && file !== 'scripts/regular-expressions.spec.ts',
    );
    const all = files.map((file) => ({ file, code: readFileSync(file, 'utf8') }));
    expect(all.flatMap(({ file, code }) => expressionsIn(code, file)).length).toBeGreaterThan(400);
    const bad = all.flatMap((source) =>
      badIn(source).map(({ pattern, line }) => `${source.file}:${line} /${pattern}/`),
    );
    expect(bad).toEqual([]);
  }, 60_000);
});
