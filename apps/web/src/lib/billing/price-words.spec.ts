import { describePrice, describeTerm, monthlyShare, priceInWords, savingAt, termOf } from './price-words.js';
import { MONTHLY, PLANS, readAsBritish, YEARLY } from './testing/pretend-billing.js';

describe('a price in words', () => {
  beforeAll(readAsBritish);
  const quarterly = { ...MONTHLY, amount: 5700, intervalCount: 3 };

  it.each([
    [MONTHLY, 'US$20 per month'],
    [YEARLY, 'US$200 per year'],
    [quarterly, 'US$57 every 3 months'],
    [{ ...MONTHLY, amount: 1999, currency: 'eur' }, '€19.99 per month'],
    [{ ...MONTHLY, amount: 1500, currency: 'jpy' }, 'JP¥1,500 per month'],
    [{ ...MONTHLY, amount: null }, ''],
    [undefined, ''],
  ])('of %j is “%s”', (price, words) => {
    expect(priceInWords(price)).toBe(words);
  });
  it('of nothing is nothing for ever, and of what nobody tells is left to the checkout', () => {
    expect(describePrice(undefined, 'eur')).toEqual({ amount: '€0', per: 'forever' });
    expect(describePrice({ ...MONTHLY, amount: null })).toEqual({ amount: 'Price at checkout', per: '' });
  });
  it('names its term', () => {
    expect([MONTHLY, YEARLY, quarterly].map((price) => describeTerm(termOf(price)))).toEqual([
      'monthly',
      'yearly',
      'every 3 months',
    ]);
  });
  it('tells the share of a month when several are paid at once, and only then', () => {
    expect([YEARLY, quarterly, MONTHLY].map(monthlyShare)).toEqual(['US$16.67 a month', 'US$19 a month', '']);
  });
  it('tells what a longer term saves, and nothing where it saves nothing or is paid in other money', () => {
    expect(savingAt('year', PLANS)).toBe('Save 17%');
    expect(savingAt('month', PLANS)).toBe('');
    const dear = { ...YEARLY, amount: 24_000 };
    const other = { ...YEARLY, currency: 'eur' };
    for (const yearly of [dear, other])
      expect(savingAt('year', [{ ...PLANS[1]!, prices: [MONTHLY, yearly] }])).toBe('');
  });
});
