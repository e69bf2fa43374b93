/** The value below which a share of the values lies. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The middle one of the values. */
export const median = (values) => quantile(values, 0.5);

/**
 * Runs the contenders in turn (A B C, A B C, …), so that a slower minute of the machine hits all of them alike.
 * Answers what each gave, round by round.
 */
export async function inTurn(rounds, contenders) {
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(contenders)) results[name].push(await run());
  return results;
}

/** Medians of both sides, and of the ratio of each round's pair. */
export const compare = (ours, control) => ({
  ours: median(ours),
  control: median(control),
  ratio: median(ours.map((value, round) => value / control[round])),
});
