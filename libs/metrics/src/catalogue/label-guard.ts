import { Counter } from 'prom-client';
import { declare } from './catalogue.js';
import { OPEN, type LabelSpec } from './labels.js';

/** More label sets than this on one metric is a mistake somewhere: each is a time series that Prometheus must keep. */
const MOST_LABEL_SETS = 500;

const lost = {
  name: 'turnpike_metric_label_sets_lost_total',
  help: 'Recordings that fell into __overflow__ because their metric had reached its limit of label sets.',
};
const lostCounter = new Counter({ ...lost, labelNames: ['metric'], registers: [] });
declare({ ...lost, type: 'counter', labels: { metric: OPEN }, metric: lostCounter, reset: () => lostCounter.reset() });

/** Keeps one metric's labels within their lists, and their number within bounds whatever the callers do. */
export class LabelGuard {
  private readonly admitted = new Map<string, Record<string, string>>();

  constructor(
    private readonly metric: string,
    private readonly spec: LabelSpec,
  ) {}

  /** The labels as they may be recorded. */
  admit(labels: Readonly<Record<string, string>>): Record<string, string> {
    let key = '';
    for (const name in this.spec) key += `${labels[name]}\n`;
    const known = this.admitted.get(key);
    if (known) return known;
    // To Prometheus an empty value and no label are the same.
    const checked = withoutEmptyValues(this.checked(labels));
    if (this.admitted.size >= MOST_LABEL_SETS) {
      lostCounter.inc({ metric: this.metric });
      return this.withoutOpenValues(checked);
    }
    this.admitted.set(key, checked);
    return checked;
  }

  forget(): void {
    this.admitted.clear();
  }

  private checked(labels: Readonly<Record<string, string>>): Record<string, string> {
    return mapValues(this.spec, (allowed, name) => {
      const value = labels[name];
      if (value !== undefined && (allowed === OPEN || allowed.includes(value))) return value;
      if (allowed !== OPEN && allowed.includes('other')) return 'other';
      // A test should fail on it; a running program must not, for the sake of a label.
      if (process.env.NODE_ENV === 'test')
        throw new Error(`${this.metric}: "${value}" is no value of the label ${name}`);
      return '__invalid__';
    });
  }

  private withoutOpenValues(labels: Record<string, string>): Record<string, string> {
    return mapValues(labels, (value, name) => (this.spec[name] === OPEN ? '__overflow__' : value));
  }
}

const mapValues = <V>(from: Readonly<Record<string, V>>, valueOf: (value: V, name: string) => string) =>
  Object.fromEntries(Object.entries(from).map(([name, value]) => [name, valueOf(value, name)]));

const withoutEmptyValues = (labels: Record<string, string>) =>
  Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
