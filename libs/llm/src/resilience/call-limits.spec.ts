import { jest } from '@jest/globals';
import { CallLimits } from './call-limits.js';

const LIMITS = { firstTokenMs: 1000, gapMs: 300, totalMs: 60_000 };

describe('the limit on the gap', () => {
  let limits: CallLimits;
  beforeEach(() => {
    jest.useFakeTimers();
    limits = new CallLimits(LIMITS, new AbortController().signal);
    limits.begun();
  });
  afterEach(() => {
    limits.end();
    jest.useRealTimers();
  });

  const hear = (afterMs: number) => {
    limits.listening();
    jest.advanceTimersByTime(afterMs);
    limits.heard();
  };

  it('begins anew with every token, however many there are', () => {
    for (let n = 0; n < 10; n += 1) hear(200);
    expect(limits.signal.aborted).toBe(false);
    hear(300);
    expect(limits.signal.reason).toMatchObject({ limit: 'gap' });
  });

  it('does not count the time in which the consumer is busy', () => {
    hear(200);
    jest.advanceTimersByTime(10_000);
    expect(limits.signal.aborted).toBe(false);
    limits.listening();
    jest.advanceTimersByTime(299);
    expect(limits.signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(limits.signal.aborted).toBe(true);
  });

  it('leaves no timer behind', () => {
    hear(10);
    limits.end();
    expect(jest.getTimerCount()).toBe(0);
  });
});
