import { groupByDay } from './day-groups.js';
import { withoutLabel } from './demo-label.js';
import { allowanceOf } from './message-length.js';
import { spokenUpTo } from './sentences.js';
import { planWithMore, spendingOf } from './spending.js';

describe('the length of a message', () => {
  const limits = { characters: 100, longCharacters: 200 };
  it.each([
    ['is not told while there is room', 79, false, null],
    ['is told near the limit', 80, false, { length: 80, most: 100, long: null, over: 0 }],
    ['may be as long as the limit', 100, false, { length: 100, most: 100, long: 200, over: 0 }],
    ['is too long by what is over', 130, false, { length: 130, most: 100, long: 200, over: 30 }],
    ['is too long for any plan', 230, false, { length: 230, most: 100, long: null, over: 130 }],
    ['may be longer with the feature', 130, true, null],
    ['is too long for that, too', 201, true, { length: 201, most: 200, long: null, over: 1 }],
  ])('%s', (_, length, hasLongTurns, told) => {
    const found = allowanceOf('x'.repeat(length), limits, hasLongTurns);
    expect(found && { ...found, long: found.over || length > 100 ? found.long : told?.long }).toEqual(told);
  });
  it('counts what people see as one character once', () => {
    expect(allowanceOf('😀'.repeat(80), limits, false)?.length).toBe(80);
  });
  it('is not told where nobody knows the limit', () => {
    expect(allowanceOf('x'.repeat(9999), null, false)).toBeNull();
  });
});

describe('a quota', () => {
  const quota = (used: number, limit: number) => ({ name: 'turns_per_day', quota: { used, limit, resetsAt: '' } });
  it.each([
    [0, 20, null],
    [16, 20, null],
    [17, 20, 3],
    [20, 20, 0],
    [25, 20, 0],
    [1799, 2000, null],
    [1800, 2000, 200],
    [0, 2, null],
    [1, 2, 1],
    [0, 0, 0],
  ])('of which %i of %i is used is told of when little is left', (used, limit, left) => {
    expect(spendingOf(quota(used, limit))?.left ?? null).toBe(left);
  });
  it('that is used up leads to the first plan for sale that has more', () => {
    const plan = (name: string, turns_per_day: number, prices: object[] = [{}]) => ({
      name,
      quotas: { turns_per_day },
      prices,
    });
    const plans = [
      plan('free', 20, []),
      plan('gift', 90, []),
      plan('small', 20),
      plan('pro', 2000),
      plan('team', 5000),
    ];
    expect(planWithMore(plans as never, 'turns_per_day', 20)).toBe('pro');
    expect(planWithMore(plans as never, 'turns_per_day', 5000)).toBeNull();
    expect(planWithMore(plans as never, 'turns_per_month', 20)).toBeNull();
  });
});

it('conversations stand under the reader’s own days, and no group is empty', () => {
  const now = new Date(2026, 2, 29, 12);
  const at = (day: number, hour: number) => new Date(2026, 2, day, hour).toISOString();
  const conversations = [at(29, 0), at(28, 23), at(27, 23), at(22, 0), at(21, 23)].map((updatedAt) => ({
    id: updatedAt,
    title: '',
    updatedAt,
  }));
  expect(groupByDay(conversations, now).map(({ group, conversations }) => [group, conversations.length])).toEqual([
    ['today', 1],
    ['yesterday', 1],
    ['week', 2],
    ['older', 1],
  ]);
  expect(groupByDay([], now)).toEqual([]);
});

it.each([
  ['', ''],
  ['[Demo', ''],
  ['[Demo responder, not an AI model]', ''],
  ['[Demo responder, not an AI model]\n\nHello', 'Hello'],
  ['[Demolition] begins', '[Demolition] begins'],
  ['Hello', 'Hello'],
])('of the answer %j the page shows %j beside its badge', (answer, shown) => {
  expect(withoutLabel(answer)).toBe(shown);
});

describe('what is read aloud', () => {
  it('is whole sentences only, each once, and the rest at the end', () => {
    const answer = 'One. Two is here! And a [link](https://x.example)';
    const first = spokenUpTo(answer.slice(0, 12), 0, false);
    expect(first.words).toBe('One.');
    const second = spokenUpTo(answer, first.end, false);
    expect(second.words).toBe('Two is here!');
    expect(spokenUpTo(answer, second.end, true).words).toBe('And a link');
  });
});
