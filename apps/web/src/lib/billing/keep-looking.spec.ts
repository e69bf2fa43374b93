import { jest } from '@jest/globals';
import { keepLooking } from './keep-looking.js';

describe('whoever keeps looking', () => {
  const look = jest.fn(async () => {});
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const tab = new EventTarget();
  let stop: () => void;

  beforeEach(() => {
    jest.useFakeTimers();
    Object.assign(globalThis, { document: page, window: tab });
    page.visibilityState = 'visible';
    look.mockClear();
    stop = keepLooking(look);
  });
  afterEach(() => {
    stop();
    jest.useRealTimers();
  });
  const afterSeconds = (seconds: number) => {
    jest.advanceTimersByTime(seconds * 1000);
    return look.mock.calls.length;
  };

  it('looks soon, and then ever more rarely, but at least every minute', () => {
    expect([2.9, 0.1, 6, 12, 24, 48].map(afterSeconds)).toEqual([0, 1, 2, 3, 4, 5]);
    expect([60, 60, 60].map(afterSeconds)).toEqual([6, 7, 8]);
  });
  it('does not look at what nobody sees, and looks at once and soon again when somebody comes back', () => {
    page.visibilityState = 'hidden';
    page.dispatchEvent(new Event('visibilitychange'));
    expect(afterSeconds(600)).toBe(0);
    page.visibilityState = 'visible';
    page.dispatchEvent(new Event('visibilitychange'));
    expect([0, 3].map(afterSeconds)).toEqual([1, 2]);
  });
  it('looks at once when the connection is back', () => {
    tab.dispatchEvent(new Event('online'));
    expect(afterSeconds(0)).toBe(1);
  });
  it('looks no more when told to stop', () => {
    stop();
    tab.dispatchEvent(new Event('online'));
    page.dispatchEvent(new Event('visibilitychange'));
    expect(afterSeconds(600)).toBe(0);
  });
});
