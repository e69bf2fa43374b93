import { InvalidRequest } from '@app/platform';
import { Turn } from '../turn/turn.entity.js';
import { fromCursor, toCursor } from './cursor.js';
import { messagesFor } from './history.js';
import { titleOf } from './title.js';

describe('a title', () => {
  it.each([
    ['Hello', 'Hello'],
    ['  two\n\nlines ', 'two lines'],
    ['x'.repeat(60), 'x'.repeat(60)],
    ['x'.repeat(61), `${'x'.repeat(59)}…`],
    ['😀'.repeat(61), `${'😀'.repeat(59)}…`],
  ])('of %j is one short line', (text, title) => {
    expect(titleOf(text)).toBe(title);
  });
});

describe('a cursor', () => {
  const position = { at: new Date('2026-01-02T03:04:05.678Z'), id: '3f0c8a52-6f3a-4a0e-9d5e-0d6f5b1f7a11' };

  it('comes back as it was', () => {
    expect(fromCursor(toCursor(position))).toEqual(position);
  });

  it.each([
    '',
    'nonsense',
    Buffer.from(`2026-01-02T03:04:05.678Z_${'-'.repeat(36)}`).toString('base64url'),
    Buffer.from('2026-99-99T99:99:99.999Z_3f0c8a52-6f3a-4a0e-9d5e-0d6f5b1f7a11').toString('base64url'),
  ])('%j is none of ours', (cursor) => {
    expect(() => fromCursor(cursor)).toThrow(InvalidRequest);
  });
});

describe('what the model is told', () => {
  it('is the earlier turns in their order and then the message', () => {
    const newestFirst = [
      { text: 'c', answer: 'd' },
      { text: 'a', answer: 'b' },
    ];
    expect(
      messagesFor('e', newestFirst)
        .map(({ content }) => content)
        .join(''),
    ).toBe('abcde');
  });

  it('leaves out the oldest turns beyond the budget, whole', () => {
    const turn = { text: 'x'.repeat(6000), answer: 'y'.repeat(6000) };
    expect(messagesFor('e', [turn, turn, turn])).toHaveLength(5);
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
