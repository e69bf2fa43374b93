/** A bucket of a histogram: how many observations were at most `le`. The last one has `Infinity`, and holds all. */
export interface Bucket {
  le: number;
  count: number;
}

/**
 * The q-quantile (0 to 1) of cumulative buckets in the order of their bounds, estimated as `histogram_quantile` of
 * Prometheus does: observations lie evenly within a bucket, and nothing is known beyond the last bound but infinity.
 * Null without observations.
 */
export function quantile(q: number, buckets: readonly Bucket[]): number | null {
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0) return null;
  const rank = q * total;
  const at = buckets.findIndex(({ count }) => count >= rank);
  const { le, count } = buckets[at]!;
  const { le: from, count: before } = buckets[at - 1] ?? { le: 0, count: 0 };
  if (le === Infinity) return from;
  return count === before ? from : from + ((le - from) * (rank - before)) / (count - before);
}
