import { globSync, readdirSync, readFileSync } from 'node:fs';
import { sentencesIn } from './languages/find.mjs';

/** A message: a sentence, or one for each case of what is put in. */
type Message = string | [{ declarations: string[]; selectors: string[]; match: Record<string, string> }];

const FOLDER = 'apps/web/messages';
const files = globSync('apps/web/src/**/*.{ts,svelte}')
  .filter((file) => !/\.spec\.ts$|\/testing\//.test(file))
  .sort();
const read = (file: string) => JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as Record<string, Message>;
const others = readdirSync(FOLDER).filter((file) => file !== 'en.json');
const textsOf = (message: Message) => (typeof message === 'string' ? [message] : Object.values(message[0].match));
const placeholdersOf = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
/** What may be put in: of several cases, each may leave something out, but all that is asked for is declared. */
const inputsOf = (message: Message) =>
  typeof message === 'string'
    ? placeholdersOf(message)
    : message[0].declarations.filter((each) => /^input/.test(each)).sort();

/** What is wrong with the messages of a language, compared with the first one's; nothing when all is well. */
function problemsOf(messages: Record<string, Message>, first: Record<string, Message>): string[] {
  const missing = Object.keys(first).filter((key) => !(key in messages));
  const unknown = Object.keys(messages).filter((key) => !(key in first));
  const both = Object.entries(messages).filter(([key]) => key in first);
  return [
    ...missing.map((key) => `${key} is missing`),
    ...unknown.map((key) => `${key} is not in the first language`),
    ...both.flatMap(([key, message]) => [
      ...(textsOf(message).some((text) => !text.trim()) ? [`${key} is empty`] : []),
      ...(String(inputsOf(message)) === String(inputsOf(first[key]!)) ? [] : [`${key} has other placeholders`]),
      ...undeclared(message).map((name) => `${key} puts in ${name}, which it does not declare`),
      ...(hasRest(message) ? [] : [`${key} has no text for the other cases`]),
    ]),
  ];
}

function undeclared(message: Message): string[] {
  if (typeof message === 'string') return [];
  const declared = message[0].declarations.map((line) => `{${line.split(' ')[1]}}`);
  return textsOf(message)
    .flatMap(placeholdersOf)
    .filter((name) => !declared.includes(name));
}

function hasRest(message: Message): boolean {
  if (typeof message === 'string') return true;
  return Object.keys(message[0].match).some((when) => when.split(', ').every((part) => /=(\*|other)$/.test(part)));
}

describe('the messages', () => {
  const first = read('en.json');

  it.each(others)('of %s are those of English: none is missing, none too many, each asks for the same', (file) => {
    expect(problemsOf(read(file), first)).toEqual([]);
  });
  it('of English are not empty, and have a text for every case', () => {
    expect(problemsOf(first, first)).toEqual([]);
  });
  it('are each said by some page', () => {
    const sources = files.map((file) => readFileSync(file, 'utf8'));
    const said = new Set(sources.flatMap((source) => source.match(/\bm\.\w+/g) ?? []));
    expect(Object.keys(first).filter((key) => !said.has(`m.${key}`))).toEqual([]);
  });

  it.each<[string, Record<string, Message>, string]>([
    ['is missing', {}, 'a is missing'],
    ['nobody knows', { a: 'Hallo {name}', b: 'Neu' }, 'b is not in the first language'],
    ['is empty', { a: ' ' }, 'a is empty'],
    ['asks for something else', { a: 'Hallo {nmae}' }, 'a has other placeholders'],
    ['leaves something out', { a: 'Hallo' }, 'a has other placeholders'],
  ])('are looked through: one that %s is found', (_, planted, problem) => {
    expect(problemsOf(planted, { a: 'Hello {name}' })).toContain(problem);
  });
  it('are looked through: a case that is missing, and an input that nobody declared, are found', () => {
    const message = (match: Record<string, string>): Message => [
      { declarations: ['input count', 'local plural = count: plural'], selectors: ['plural'], match },
    ];
    const good = { a: message({ 'plural=one': '{count} day', 'plural=other': '{count} days' }) };
    expect(problemsOf(good, good)).toEqual([]);
    expect(problemsOf({ a: message({ 'plural=one': '{count} Tag' }) }, good)).toEqual([
      'a has no text for the other cases',
    ]);
    expect(problemsOf({ a: message({ 'plural=other': '{days} Tage' }) }, good)).toEqual([
      'a puts in {days}, which it does not declare',
    ]);
  });
});

describe('the source of the pages', () => {
  it('holds no sentence: every one is a message', () => {
    expect(files.length).toBeGreaterThan(100);
    const found = files.flatMap((file) =>
      sentencesIn(readFileSync(file, 'utf8'), file).map(({ text, line }) => `${file}:${line} ${text}`),
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['markup', 'A.svelte', '<p>Sign out</p>'],
    ['one word of markup', 'A.svelte', '<p>{count} left</p>'],
    ['a label for screen readers', 'A.svelte', '<button aria-label="close"></button>'],
    ['a label with something put in', 'A.svelte', '<button aria-label="Show {name}"></button>'],
    ['a component’s attribute', 'A.svelte', '<Section title="Plans" />'],
    ['an expression', 'A.svelte', "<p>{busy ? 'One moment…' : label}</p>"],
    ['a page’s script', 'A.svelte', '<script lang="ts">const words = `You keep ${plan}.`;</script>'],
    ['a page’s module script', 'A.svelte', '<script lang="ts" module>export const LABEL = "Open sockets";</script>'],
    ['a table of words', 'a-words.ts', "const STATES = { paid: 'Paid', open: 'to pay now' };"],
    ['a piece of a sentence', 'a-words.ts', 'const until = end ? ` until ${end}` : "";'],
  ])('is looked through: a sentence in %s is found', (_, file, source) => {
    expect(sentencesIn(source, file)).toHaveLength(1 + Number(file === 'a-words.ts' && source.includes('Paid')));
  });
  it.each([
    [
      'markup',
      'A.svelte',
      '<p class="block truncate text-sm {open ? \'flex grow\' : \'\'}" data-testid="plan name">{m.chat_send()} · Turnpike</p>',
    ],
    [
      'code',
      'a.ts',
      "import { x } from 'some where'; type A = 'Big deal'; export const look = 'bg-danger border-line'; path('M4 7h16');",
    ],
  ])('is looked through: what nobody reads in %s is left alone', (_, file, source) => {
    expect(sentencesIn(source, file)).toEqual([]);
  });
});
