import type { Stripe } from 'stripe';
import { idOf } from '../stripe/stripe-shapes.js';

type Phase = Stripe.SubscriptionSchedule.Phase;
type Item = Stripe.SubscriptionScheduleUpdateParams.Phase.Item;
type PhaseParams = Stripe.SubscriptionScheduleUpdateParams.Phase;

/** The subscription goes on as it is until `endSeconds`, and from then on with `to` in the place of the price `from`. */
export function phasesFor(
  schedule: Stripe.SubscriptionSchedule,
  change: { from: string; to: Stripe.Price; plan: string; endSeconds: number },
): PhaseParams[] {
  const now = schedule.phases.find(({ start_date }) => start_date === schedule.current_phase?.start_date);
  const current = now ?? schedule.phases[0]!;
  const { interval = 'month', interval_count } = change.to.recurring ?? {};
  const swapped = itemsOf(current).map((item) =>
    item.price === change.from ? { ...item, price: change.to.id } : item,
  );
  return [
    {
      ...termsOf(current),
      items: itemsOf(current),
      start_date: current.start_date,
      end_date: change.endSeconds,
      ...(current.trial_end ? { trial_end: current.trial_end } : {}),
    },
    {
      ...termsOf(current),
      items: swapped,
      duration: { interval, interval_count },
      proration_behavior: 'none',
      metadata: { ...current.metadata, plan: change.plan },
    },
  ];
}

const itemsOf = ({ items }: Phase): Item[] =>
  items.map(({ price, quantity }) => ({ price: idOf(price)!, ...(quantity === undefined ? {} : { quantity }) }));

/** What Stripe would drop from a phase that does not say it again. */
function termsOf({ discounts = [], automatic_tax, metadata }: Phase): Omit<PhaseParams, 'items'> {
  return {
    ...(discounts.length > 0 ? { discounts: discounts.map(discountOf) } : {}),
    ...(automatic_tax ? { automatic_tax: { enabled: automatic_tax.enabled } } : {}),
    ...(metadata ? { metadata } : {}),
  };
}

function discountOf({ discount, coupon, promotion_code }: Phase['discounts'][number]) {
  if (discount) return { discount: idOf(discount)! };
  return promotion_code ? { promotion_code: idOf(promotion_code)! } : { coupon: idOf(coupon)! };
}
