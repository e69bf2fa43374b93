import { unhurried } from './unhurried.js';

const busyFor = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

it('everybody is visited once, and others have their turn in between', async () => {
  const visited: number[] = [];
  let turns = 0;
  let isDone = false;
  const others = () => {
    turns += 1;
    if (!isDone) setImmediate(others);
  };
  setImmediate(others);
  await unhurried([1, 2, 3, 4, 5, 6, 7, 8], (n) => {
    busyFor(6);
    visited.push(n);
  });
  isDone = true;
  expect(visited).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(turns).toBeGreaterThanOrEqual(7);
});

it('whoever goes meanwhile is not visited any more', async () => {
  const all = new Set(['a', 'b', 'c']);
  const visited: string[] = [];
  await unhurried(all, (one) => {
    busyFor(6);
    visited.push(one);
    all.delete('b');
  });
  expect(visited).toEqual(['a', 'c']);
});
