/** Dates, money and names in the reader's own locale. */

const DAY_MS = 86_400_000;

/** "12 March 2027", in the reader's locale. */
export function formatDate(iso: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'long' }).format(new Date(iso));
}

/** "today, 14:00", "tomorrow, 02:00", or the date and the time. */
export function formatMoment(iso: string): string {
  const moment = new Date(iso);
  const days = Math.round((startOfDay(moment) - startOfDay(new Date())) / DAY_MS);
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(moment);
  if (Math.abs(days) > 1) return `${formatDate(iso)}, ${time}`;
  return `${new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' }).format(days, 'day')}, ${time}`;
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** "5 minutes ago", "yesterday". */
export function formatAgo(iso: string): string {
  const seconds = Math.round((new Date(iso).getTime() - Date.now()) / 1000);
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  const steps: [limit: number, unit: Intl.RelativeTimeFormatUnit, size: number][] = [
    [3600, 'minute', 60],
    [86_400, 'hour', 3600],
    [2_592_000, 'day', 86_400],
    [31_536_000, 'month', 2_592_000],
  ];
  if (Math.abs(seconds) < 60) return 'just now';
  const [, unit, size] = steps.find(([limit]) => Math.abs(seconds) < limit) ?? [0, 'year' as const, 31_536_000];
  return relative.format(Math.round(seconds / size), unit);
}

/** "in 40 seconds", "in 15 minutes": rounded up, for it says when to try again. */
export function formatWait(seconds: number): string {
  const relative = new Intl.RelativeTimeFormat(undefined);
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
  const format = new Intl.NumberFormat(undefined, { ...options, style: 'currency', currency: currency.toUpperCase() });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}

/** "17%". */
export function formatPercent(part: number): string {
  return new Intl.NumberFormat(undefined, { style: 'percent' }).format(part);
}

/** "Pro, Team or Free"; `and` instead of `or` for what comes together. */
export function formatList(names: string[], type: 'disjunction' | 'conjunction' = 'disjunction'): string {
  return new Intl.ListFormat(undefined, { type }).format(names);
}

/** "2,000". */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat().format(value);
}

/** "google" → "Google": for names the API gives without a label. */
export function capitalise(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}
