import { readFileSync } from 'node:fs';
import { knownMetrics } from '../known-metrics.js';
import { metricsPage } from './metrics-page.js';

const page = metricsPage(knownMetrics());

it('docs/metrics.md is current (npm run cli -- metrics:list --markdown > docs/metrics.md)', () => {
  expect(readFileSync('docs/metrics.md', 'utf8')).toBe(page);
});

it('every metric has one entry, with its labels, their values and its buckets', () => {
  for (const { name } of knownMetrics()) expect(page.split(`- **\`${name}\`**`)).toHaveLength(2);
  expect(page).toContain('  - `reason`: `normal`, `going_away`,');
  expect(page).toContain('  - buckets: 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300');
});
