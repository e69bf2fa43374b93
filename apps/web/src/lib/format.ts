import { m } from '#messages';
import { getLocale } from '#messages/runtime';

/** The reader's own variant of the chosen language, as "de-AT", where the browser names one. */
const locale = () =>
  navigator.languages.find((tag) => tag.split('-')[0] === getLocale() && isKnown(tag)) ?? getLocale();

/** Some systems hand over names of their own, such as en-US@posix, which Intl refuses. */
function isKnown(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

const DAY_MS = 86_400_000;

/** "12 March 2027", in the reader's locale. */
export function formatDate(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long' }).format(new Date(iso));
}

/** "today, 14:00", "tomorrow, 02:00", or the date and the time. */
export function formatMoment(iso: string): string {
  const moment = new Date(iso);
  const days = Math.round((startOfDay(moment) - startOfDay(new Date())) / DAY_MS);
  const time = new Intl.DateTimeFormat(locale(), { timeStyle: 'short' }).format(moment);
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  return m.common_moment({ day: Math.abs(days) > 1 ? formatDate(iso) : relative.format(days, 'day'), time });
}

/** When the reader's own day began, or the day so many days before it; in milliseconds. */
export function startOfDay(date: Date, daysAgo = 0): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - daysAgo).getTime();
}

/** "5 minutes ago", "yesterday". */
export function formatAgo(iso: string): string {
  const seconds = Math.round((new Date(iso).getTime() - Date.now()) / 1000);
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  const steps: [limit: number, unit: Intl.RelativeTimeFormatUnit, size: number][] = [
    // From half a unit before the next one on, it would be rounded to "60 minutes".
    [3570, 'minute', 60],
    [84_600, 'hour', 3600],
    [2_548_800, 'day', 86_400],
    [30_240_000, 'month', 2_592_000],
  ];
  if (Math.abs(seconds) < 60) return m.common_just_now();
  const [, unit, size] = steps.find(([limit]) => Math.abs(seconds) < limit) ?? [0, 'year' as const, 31_536_000];
  return relative.format(Math.round(seconds / size), unit);
}

/** "in 40 seconds", "in 15 minutes": rounded up, for it says when to try again. */
export function formatWait(seconds: number): string {
  const relative = new Intl.RelativeTimeFormat(locale());
  if (seconds <= 90) return relative.format(Math.ceil(seconds), 'second');
  if (seconds <= 5400) return relative.format(Math.ceil(seconds / 60), 'minute');
  return relative.format(Math.ceil(seconds / 3600), 'hour');
}

/** An amount in the currency's smallest unit, as on a price tag: "$20" rather than "$20.00". */
export function formatPrice(amount: number, currency: string): string {
  return formatMoney(amount, currency, { trailingZeroDisplay: 'stripIfInteger' });
}

/** An amount in the currency's smallest unit, as money. */
export function formatMoney(amount: number, currency: string, options: Intl.NumberFormatOptions = {}): string {
  const format = new Intl.NumberFormat(locale(), { ...options, style: 'currency', currency: currency.toUpperCase() });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}

/** "17%". */
export function formatPercent(part: number): string {
  return new Intl.NumberFormat(locale(), { style: 'percent' }).format(part);
}

/** "Pro, Team or Free"; `and` instead of `or` for what comes together. */
export function formatList(names: string[], type: 'disjunction' | 'conjunction' = 'disjunction'): string {
  return new Intl.ListFormat(locale(), { type }).format(names);
}

/** "2,000". */
export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(locale(), options).format(value);
}

/** "14:05:20". */
export function formatTime(time: Date): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: 'medium' }).format(time);
}

/** "google" → "Google": for names the API gives without a label. */
export function capitalise(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}
