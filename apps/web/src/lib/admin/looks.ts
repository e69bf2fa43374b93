import type { Series } from './charts.js';

/** The colour of a line; Tailwind finds whole names only. */
export const STROKES: Record<Series['tone'], string> = {
  accent: 'stroke-accent',
  ink: 'stroke-ink',
  muted: 'stroke-muted',
  warning: 'stroke-warning',
  danger: 'stroke-danger',
};

/** The dashes of a chart's first line, its second and so on, for whoever sees no difference in colours. */
export const DASHES = [undefined, '7 4', '2 3', '8 3 2 3'];
