import { jest } from '@jest/globals';
import { overwriteGetLocale } from '#messages/runtime';
import {
  formatAgo,
  formatDate,
  formatList,
  formatMoment,
  formatMoney,
  formatPercent,
  formatPrice,
  formatWait,
} from './format.js';

const NOW = new Date(2027, 2, 12, 14, 5);
const plain = (text: string) => text.replace(/\s/g, ' ');
const after = (milliseconds: number) => new Date(NOW.getTime() + milliseconds).toISOString();
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

const browserSpeaks = (...tags: string[]) =>
  Object.defineProperty(navigator, 'languages', { value: tags, configurable: true });

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
  browserSpeaks('en-GB');
});
afterEach(() => {
  jest.useRealTimers();
  overwriteGetLocale(() => 'en');
});

describe.each([
  { locale: 'en' as const, tag: 'en-GB', price: '$20', money: '$20.50', yen: '¥500', percent: '17%' },
  { locale: 'de' as const, tag: 'de-AT', price: '$ 20', money: '$ 20,50', yen: '¥ 500', percent: '17 %' },
])('a reader of $locale is told', ({ locale, tag, price, money, yen, percent }) => {
  beforeEach(() => {
    overwriteGetLocale(() => locale);
    browserSpeaks('en-US@posix', tag);
  });

  it('amounts in the currency’s own unit, without zeros on a price tag', () => {
    const symbol = (text: string) => plain(text).replace('US$', '$').replace('JP¥', '¥');
    expect(symbol(formatPrice(2000, 'usd'))).toBe(price);
    expect(symbol(formatMoney(2050, 'usd'))).toBe(money);
    expect(symbol(formatPrice(500, 'jpy'))).toBe(yen);
    expect(plain(formatPercent(0.17))).toBe(percent);
  });
});

describe('a moment', () => {
  it.each([
    [after(HOUR), 'today, 15:05'],
    [after(10 * HOUR), 'tomorrow, 00:05'],
    [after(-15 * HOUR), 'yesterday, 23:05'],
  ])('that is near is told by its day (%#)', (iso, words) => {
    expect(formatMoment(iso)).toBe(words);
  });

  it('that is far is told by its date', () => {
    expect(formatMoment(after(3 * DAY))).toContain(formatDate(after(3 * DAY)));
  });
});

it.each([
  [0, 'just now'],
  [59_000, 'just now'],
  [5 * MINUTE, '5 minutes ago'],
  [59.6 * MINUTE, '1 hour ago'],
  [23.6 * HOUR, 'yesterday'],
  [3 * HOUR, '3 hours ago'],
  [DAY, 'yesterday'],
  [40 * DAY, 'last month'],
  [800 * DAY, '2 years ago'],
])('what happened %d ms ago is told as %s', (ago, words) => {
  expect(formatAgo(after(-ago))).toBe(words);
});

it.each([
  [0.2, 'in 1 second'],
  [61, 'in 61 seconds'],
  [91, 'in 2 minutes'],
  [5401, 'in 2 hours'],
])('a wait of %d s is never told as shorter than it is: %s', (seconds, words) => {
  expect(formatWait(seconds)).toBe(words);
});

it('a list is joined as the language does it', () => {
  expect(formatList(['Pro', 'Team', 'Free'])).toBe('Pro, Team or Free');
  overwriteGetLocale(() => 'de');
  expect(formatList(['Pro', 'Team'], 'conjunction')).toBe('Pro und Team');
});
