import { CircuitState } from 'cockatiel';
import { FailureShare } from './failure-share.js';

const { Closed, HalfOpen } = CircuitState;

function share() {
  const clock = { ms: 0 };
  return { clock, share: new FailureShare(() => clock.ms) };
}

describe('when the circuit opens', () => {
  it('nine failures in a row are not enough, the tenth is', () => {
    const { share: calls } = share();
    const opened = Array.from({ length: 10 }, () => calls.failure(Closed));
    expect(opened).toEqual([...Array<boolean>(9).fill(false), true]);
  });

  it('half of ten calls is enough, less than half is not', () => {
    const { share: calls } = share();
    for (let n = 0; n < 6; n += 1) calls.success(Closed);
    for (let n = 0; n < 5; n += 1) expect(calls.failure(Closed)).toBe(false);
    expect(calls.failure(Closed)).toBe(true);
  });

  it('failures older than 30 seconds do not count', () => {
    const { clock, share: calls } = share();
    for (let n = 0; n < 9; n += 1) calls.failure(Closed);
    clock.ms = 30_000;
    expect(calls.failure(Closed)).toBe(false);
  });

  it('a trial that worked wipes the slate, one that failed opens again', () => {
    const { share: calls } = share();
    for (let n = 0; n < 10; n += 1) calls.failure(Closed);
    expect(calls.failure(HalfOpen)).toBe(true);
    calls.success(HalfOpen);
    expect(calls.failure(Closed)).toBe(false);
  });
});
