import { quantile, type Bucket } from './quantile.js';

const buckets = (...pairs: [le: number, count: number][]): Bucket[] => pairs.map(([le, count]) => ({ le, count }));

describe('a quantile of buckets', () => {
  const requests = buckets([0.1, 50], [0.5, 90], [1, 98], [10, 100], [Infinity, 100]);

  it.each([
    [0, 0],
    [0.25, 0.05],
    [0.5, 0.1],
    [0.7, 0.3],
    [0.95, 0.8125],
    [0.99, 5.5],
    [1, 10],
  ])('%d lies where Prometheus puts it', (q, expected) => {
    expect(quantile(q, requests)).toBeCloseTo(expected, 10);
  });

  it('is in the middle of the one bucket that holds everything', () => {
    expect(quantile(0.5, buckets([1, 0], [2, 10], [4, 10], [Infinity, 10]))).toBe(1.5);
  });

  it('never exceeds the last bound, for nothing is known of what lies beyond', () => {
    expect(quantile(0.99, buckets([1, 0], [2, 1], [Infinity, 10]))).toBe(2);
    expect(quantile(0.5, buckets([Infinity, 3]))).toBe(0);
  });

  it('is unknown where nothing was observed', () => {
    expect(quantile(0.5, buckets([1, 0], [Infinity, 0]))).toBeNull();
    expect(quantile(0.5, [])).toBeNull();
  });

  it('skips empty buckets on the way up', () => {
    expect(quantile(0.5, buckets([1, 0], [2, 0], [3, 0], [4, 2], [Infinity, 2]))).toBe(3.5);
  });
});
