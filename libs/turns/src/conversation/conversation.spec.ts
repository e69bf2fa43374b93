import { InvalidRequest } from '@app/platform';
import { Turn } from '../turn/turn.entity.js';
import { fromCursor, toCursor } from './cursor.js';
import type { EarlierTurn } from './earlier-turns.js';
import { messagesFor, tokensOf } from './history.js';
import { Title, titleOf } from './title.js';

describe('a title', () => {
  it.each([
    ['Hello', 'Hello'],
    ['  two\n\nlines ', 'two lines'],
    ['x'.repeat(60), 'x'.repeat(60)],
    ['x'.repeat(61), `${'x'.repeat(59)}…`],
    ['😀'.repeat(61), `${'😀'.repeat(59)}…`],
    ['one\u2028line\u0085and\u001b[31mno colour', 'one line and [31mno colour'],
    ['half \ud83d of it', 'half of it'],
    ['\u001b\u0007', 'Untitled'],
  ])('of %j is one short line', (text, title) => {
    expect(titleOf(text)).toBe(title);
  });
});

describe('a title that its owner gives', () => {
  it.each([
    ['  Trip to Rome ', 'Trip to Rome'],
    ['x'.repeat(120), 'x'.repeat(120)],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
    ['שלום \u200f!', 'שלום \u200f!'],
    ['😀'.repeat(120), '😀'.repeat(120)],
  ])('%j is kept', (given, title) => {
    expect(Title.parse(given)).toBe(title);
  });

  it.each([
    '',
    '  ',
    'x'.repeat(121),
    '😀'.repeat(121),
    'a\nb',
    'a\tb',
    'a\u0000b',
    'a\u001bb',
    'a\u007fb',
    'a\u0085b',
    'a\u2028b',
    'a\ud800b',
  ])('%j is none', (given) => {
    expect(Title.safeParse(given).success).toBe(false);
  });
});

describe('a cursor', () => {
  const position = { at: new Date('2026-01-02T03:04:05.678Z'), id: '3f0c8a52-6f3a-4a0e-9d5e-0d6f5b1f7a11' };
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  const good = toCursor('list', position);

  it('comes back as it was', () => {
    expect(fromCursor('list', good)).toEqual(position);
  });

  it.each([
    '',
    'nonsense',
    encoded(`list_2026-01-02T03:04:05.678Z_${'-'.repeat(36)}`),
    encoded(`list_2026-99-99T99:99:99.999Z_${position.id}`),
    encoded(`list_2026-02-31T03:04:05.678Z_${position.id}`),
    encoded(`2026-01-02T03:04:05.678Z_${position.id}`),
    `${good}!`,
    `${good}=`,
    toCursor('other', position),
  ])('%j is none of ours', (cursor) => {
    expect(() => fromCursor('list', cursor)).toThrow(InvalidRequest);
  });
});

describe('what the model is told', () => {
  const turn = (text: string, answer: string, outputTokens: number | null = null): EarlierTurn => ({
    text,
    answer,
    outputTokens,
  });
  const told = async (text: string, newestFirst: EarlierTurn[], history_tokens = 8000, system_prompt?: string) =>
    (await messagesFor(text, newestFirst, { history_tokens, system_prompt })).map(({ content }) => content).join('');

  it('is the system prompt, the earlier turns in their order and then the message', async () => {
    const messages = await messagesFor('e', [turn('c', 'd'), turn('a', 'b')], {
      history_tokens: 8000,
      system_prompt: 'Be brief.',
    });
    expect(messages.map(({ role, content }) => `${role} ${content}`)).toEqual([
      'system Be brief.',
      'user a',
      'assistant b',
      'user c',
      'assistant d',
      'user e',
    ]);
  });

  it('has the newest turns, whole, as long as they fit, and none beyond a gap', async () => {
    // A letter is 5 tokens: 5 for the message, 10 for each turn.
    const turns = [turn('g', 'h'), turn('e', 'f'), turn('c'.repeat(100), 'd'), turn('a', 'b')];
    expect(await told('i', turns, 24)).toBe('ghi');
    expect(await told('i', turns, 25)).toBe('efghi');
    expect(await told('i', turns, 60)).toBe('efghi');
    expect(await told('i', turns, 73)).toBe(`${'c'.repeat(100)}defghi`);
  });

  it('counts an answer as its provider did, and estimates it where the provider said nothing', async () => {
    const long = 'x'.repeat(3000);
    expect(await told('b', [turn('a', long, 20)], 30)).toBe(`a${long}b`);
    expect(await told('b', [turn('a', 'short', 2000)], 1000)).toBe('b');
    for (const unknown of [null, 0]) expect(await told('b', [turn('a', long, unknown)], 1000)).toBe('b');
  });

  it('counts the system prompt too, and always has the message', async () => {
    const turns = [turn('a', 'b')];
    expect(await told('c', turns, 20)).toBe('abc');
    expect(await told('c', turns, 20, 'sys')).toBe('sysabc');
    expect(await told('c', turns, 19, 'sys')).toBe('sysc');
    expect(await told('c'.repeat(100), turns, 0, 'sys')).toBe(`sys${'c'.repeat(100)}`);
  });

  it('reads no more turns than it needs', async () => {
    let read = 0;
    const endless = async function* () {
      for (;;) {
        read += 1;
        yield turn('a', 'b');
      }
    };
    expect(await messagesFor('c', endless(), { history_tokens: 50, system_prompt: undefined })).toHaveLength(9);
    expect(read).toBe(5);
    await messagesFor('c', endless(), { history_tokens: 0, system_prompt: undefined });
    expect(read).toBe(5);
  });

  it('is estimated rather too high than too low', () => {
    expect(tokensOf('')).toBe(4);
    // What tokenizers of today make of these: 9, 4 and 5 tokens.
    expect(tokensOf('The quick brown fox jumps over the lazy dog')).toBeGreaterThan(9);
    expect(tokensOf('日本語です')).toBeGreaterThan(4);
    expect(tokensOf('👩‍👩‍👧')).toBeGreaterThan(5);
  });
});

describe('the deltas of a stored turn', () => {
  const turn = (answer: string, deltaLengths: number[]) => Object.assign(new Turn(), { answer, deltaLengths });

  it('are cut where they were', () => {
    expect(turn('Hello world', [5, 1, 5]).deltas()).toEqual(['Hello', ' ', 'world']);
  });

  it('are one piece where the lengths do not fit', () => {
    expect(turn('Hello', [2]).deltas()).toEqual(['Hello']);
    expect(turn('', []).deltas()).toEqual([]);
  });
});
