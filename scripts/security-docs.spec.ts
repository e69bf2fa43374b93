import { readFileSync } from 'node:fs';

const page = readFileSync('docs/security.md', 'utf8');
const rows = [...page.matchAll(/^\| (\w+) \| .+ \| `(\S+spec\.ts)` \|$/gm)].map(([, id, file]) => ({
  id: id!,
  file: file!,
}));

const numbered = (letter: string, last: number) => Array.from({ length: last }, (_, at) => `${letter}${at + 1}`);
const PROMISED = [
  ...numbered('C', 5),
  ...numbered('I', 5),
  ...numbered('L', 5),
  ...numbered('W', 7),
  ...['P5', 'F6', 'F11', 'header'],
];

/** The lines of a file in which a test, or a row of a table of tests, has its name. */
const namesIn = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(?:describe|it|test)\b|^describeWith|^'.*',$/.test(line));

describe('docs/security.md', () => {
  it('says of every promise which test proves it', () => {
    expect([...new Set(rows.map(({ id }) => id))].sort()).toEqual(PROMISED.sort());
  });

  it.each(rows)('$id stands in the name of a test in $file', ({ id, file }) => {
    const names = namesIn(file).filter((name) => new RegExp(String.raw`\b${id}s?\b`).test(name));
    expect(names).not.toEqual([]);
  });
});
