import { describeLimit, describeQuota } from './quota-words.js';
import { readAsBritish } from './testing/pretend-billing.js';

describe('a quota in words', () => {
  beforeAll(readAsBritish);

  it.each<[string, number, string]>([
    ['turns_per_day', 2000, '2,000 turns a day'],
    ['turns_per_day', 1, '1 turn a day'],
    ['turns_per_month', 20, '20 turns a month'],
    ['big_files_per_week', 3, '3 big files a week'],
    ['seats', 5, '5 seats'],
  ])('%s of %i is “%s”', (quota, limit, words) => {
    expect(describeLimit(quota, limit)).toBe(words);
  });
  it('names the running period', () => {
    expect(['turns_per_day', 'turns_per_month', 'seats'].map((quota) => describeQuota(quota).period)).toEqual([
      'today',
      'this month',
      '',
    ]);
  });
});
