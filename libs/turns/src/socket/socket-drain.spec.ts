import { spreadMs } from './socket-drain.js';

describe('F8 the goodbyes of a restart', () => {
  it.each([
    [1, 20_000, 500],
    [499, 20_000, 500],
    [2000, 20_000, 2000],
    [10_000, 20_000, 5000],
    [10_000, 3000, 3000],
    [10_000, -50, 500],
  ])('to %i sockets with %i ms left are spread over %i ms', (sockets, leftMs, spread) => {
    expect(spreadMs(sockets, leftMs)).toBe(spread);
  });
});
