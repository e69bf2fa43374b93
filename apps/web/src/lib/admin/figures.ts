import { m } from '#messages';
import { formatNumber } from '#lib/format.js';

/** What a figure counts; durations are seconds. */
export type Unit = 'perSecond' | 'perMinute' | 'count' | 'seconds' | 'bytes';

/** Where an axis ends when there is nothing to show. */
const LEAST: Record<Unit, number> = { perSecond: 1, perMinute: 1, count: 1, seconds: 0.1, bytes: 1e6 };
const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** "12.5/s", "340 ms", "182 MB"; a dash for what is not known. */
export function formatFigure(value: number | null, unit: Unit): string {
  if (value === null) return '–';
  switch (unit) {
    case 'perSecond':
      return `${digits(value)}/s`;
    case 'perMinute':
      return `${digits(value)}/min`;
    case 'seconds':
      return value < 1 ? `${digits(value * 1000)} ms` : `${digits(value)} s`;
    case 'bytes':
      return value < 1e9 ? `${digits(value / 1e6)} MB` : `${digits(value / 1e9)} GB`;
    default:
      return digits(value);
  }
}

function digits(value: number): string {
  const maximumFractionDigits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return formatNumber(value, { maximumFractionDigits });
}

/** The round number that an axis ends with so that everything up to `highest` fits. */
export function axisEnd(highest: number, unit: Unit): number {
  if (highest <= 0) return LEAST[unit];
  const power = 10 ** Math.floor(Math.log10(highest));
  return power * STEPS.find((step) => step * power >= highest * 0.9999)!;
}

/** "3 h 12 min", "45 s": how long something has been going on. */
export function formatSpan(seconds: number): string {
  const [days, hours, minutes] = [seconds / 86_400, (seconds / 3600) % 24, (seconds / 60) % 60].map(Math.floor) as [
    number,
    number,
    number,
  ];
  if (days) return m.admin_span_days({ days, hours });
  if (hours) return m.admin_span_hours({ hours, minutes });
  return minutes ? m.admin_span_minutes({ minutes }) : m.admin_span_seconds({ seconds: Math.floor(seconds) });
}
