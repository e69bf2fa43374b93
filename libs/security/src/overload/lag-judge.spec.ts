import { LagJudge } from './lag-judge.js';

/** Hears of these lags, one every so many milliseconds, and tells of each whether it was too much. */
function judge(lags: number[], everyMs: number): boolean[] {
  const judged = new LagJudge();
  return lags.map((lag, at) => {
    judged.hear(lag, at * everyMs);
    return judged.isOverloaded();
  });
}

describe('F11: an event loop that is late', () => {
  it('is overloaded after 5 s over 500 ms, and not a moment earlier', () => {
    expect(judge(Array(12).fill(501), 500).indexOf(true)).toBe(10);
    expect(judge(Array(100).fill(500), 500)).not.toContain(true);
  });

  it('has all its patience again after each moment in which it was in time', () => {
    const lags = Array.from({ length: 100 }, (_, at) => (at % 10 === 9 ? 20 : 5000));
    expect(judge(lags, 500)).not.toContain(true);
  });

  it('is fine again as soon as it is in time', () => {
    expect(judge([...Array(11).fill(800), 500, 800], 500).slice(-3)).toEqual([true, false, false]);
  });

  it('was not overloaded by one long wait, however long', () => {
    expect(judge([20, 60_000, 20], 500)).toEqual([false, false, false]);
  });
});
