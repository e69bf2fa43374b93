import type { Account } from '../account.js';
import { flag, group, integer, mergeMetadata, rows, text, type Params } from '../api/params.js';
import { invalid, missing } from '../api/stripe.errors.js';
import { periodEnd } from '../period.js';
import { newPhase } from '../resources/subscription-schedule.js';
import type { Interval, Price, SchedulePhase, Subscription, SubscriptionSchedule } from '../types.js';
import { priceNamed } from './catalogue.routes.js';
import { prorationIn } from './subscription-terms.js';

/** The phases that an update of a schedule asks for: one after the other, without a gap, the first as it is now. */
export function phasesIn(
  account: Account,
  schedule: SubscriptionSchedule,
  subscription: Subscription,
  params: Params,
): SchedulePhase[] {
  const phases: SchedulePhase[] = [];
  rows(params, 'phases').forEach((row, index) => {
    const param = `phases[${index}]`;
    const [item] = rows(row, 'items');
    if (!item) throw missing(`${param}[items]`);
    const price = priceNamed(account, text(item, 'price'), `${param}[items][0][price]`);
    const start = startIn(account, row, phases.at(-1)?.end_date ?? schedule.phases[0]?.start_date ?? 0);
    const end = endIn(row, start, price);
    if (end <= start) throw invalid(`${param}[end_date]`, 'The end date of a phase must be after its start date.');
    phases.push(
      newPhase({
        start,
        end,
        price: price.id,
        quantity: integer(item, 'quantity') ?? 1,
        currency: subscription.currency,
        metadata: mergeMetadata(row),
        proration: prorationIn(row),
        discounts: rows(row, 'discounts').map((discount) => ({
          coupon: text(discount, 'coupon'),
          discount: text(discount, 'discount'),
          promotion_code: text(discount, 'promotion_code'),
        })),
        trialEnd: integer(row, 'trial_end'),
        isTaxed: flag(group(row, 'automatic_tax'), 'enabled') ?? false,
      }),
    );
  });
  check(schedule, phases);
  return phases;
}

function check(schedule: SubscriptionSchedule, phases: SchedulePhase[]): void {
  if (phases.length === 0) throw missing('phases');
  if (!phases.some((phase) => phase.start_date === schedule.current_phase?.start_date)) {
    throw invalid('phases', 'You can not modify the start date of the current phase.');
  }
  const gap = phases.findIndex((phase, index) => index > 0 && phase.start_date !== phases[index - 1]?.end_date);
  if (gap > 0) throw invalid(`phases[${gap}][start_date]`, 'A phase must start when the phase before it ends.');
}

function startIn(account: Account, row: Params, usual: number): number {
  if (text(row, 'start_date') === 'now') return account.clock.now();
  return integer(row, 'start_date') ?? usual;
}

/** Given, or after a duration, or (as older clients ask) after so many periods of the price; one period unless told. */
function endIn(row: Params, start: number, { recurring }: Price): number {
  const given = integer(row, 'end_date');
  if (given !== null) return given;
  const duration = group(row, 'duration');
  const interval = text(duration, 'interval') as Interval | null;
  if (interval === null) return periodEnd(start, recurring, integer(row, 'iterations') ?? 1);
  return periodEnd(start, { interval, interval_count: integer(duration, 'interval_count') ?? 1 }, 1);
}
