import { jest } from '@jest/globals';
import { onStopSignals } from './stop-signals.js';

describe('signals to stop', () => {
  const before = new Map(
    ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'].map((name) => [name, process.listeners(name as 'SIGINT')]),
  );
  afterEach(() => {
    for (const [name, listeners] of before) {
      for (const listener of process.listeners(name as 'SIGINT')) {
        if (!listeners.includes(listener)) process.off(name, listener);
      }
    }
  });

  const listen = () => {
    const clock = { now: 0 };
    const [stop, kill] = [jest.fn(), jest.fn()];
    onStopSignals(stop, kill, () => clock.now);
    const newest = process.listeners('SIGINT').at(-1)!;
    return { stop, kill, signalAt: (now: number) => ((clock.now = now), newest('SIGINT')) };
  };

  it('stop once, whatever follows, and kill at the third', () => {
    const { stop, kill, signalAt } = listen();
    signalAt(0);
    signalAt(1_000);
    expect(stop).toHaveBeenCalledTimes(1);
    expect(kill).not.toHaveBeenCalled();
    signalAt(2_000);
    expect(kill).toHaveBeenCalledTimes(1);
  });

  it('count as one when npm passes on what the terminal has sent already', () => {
    const { kill, signalAt } = listen();
    for (const at of [0, 10, 20, 1_000, 1_010, 1_020]) signalAt(at);
    expect(kill).not.toHaveBeenCalled();
  });
});
