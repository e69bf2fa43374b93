import { m } from '#messages';
import type { BillingStatus, Plan, Price } from '#lib/api/types.js';
import { formatDate } from '#lib/format.js';
import { effectOf } from './offers.js';
import { describeTerm, priceInWords, termOf } from './price-words.js';

/** What somebody has now; the label is for sentences, also while nobody knows the plan. */
export interface Holding {
  status: BillingStatus | null;
  bought: Plan | null;
  price: Price | null;
  boughtLabel: string;
}

/** What a change means for whoever asks for it, before it is made. */
interface ChangeWords {
  title: string;
  /** On the button. */
  label: string;
  /** What happens, and what it costs. */
  lines: string[];
  /** What would end, if anything. */
  from: Plan | null;
}

const VERBS = {
  now: { title: m.billing_change_upgrade_title, label: m.billing_change_upgrade },
  period_end: { title: m.billing_change_downgrade_title, label: m.billing_change_downgrade },
  unknown: { title: m.billing_change_switch_title, label: m.billing_change_switch },
};

/** Words for a change from what somebody has now: dearer begins at once, cheaper with the next period. */
export function describeChange(plan: Plan, price: Price, holding: Holding): ChangeWords {
  const { status, bought } = holding;
  const isSamePlan = bought?.name === plan.name;
  const effect = effectOf(price, holding.price, isSamePlan);
  const name = plan.label;
  const cost = priceInWords(price);
  const term = describeTerm(termOf(price));
  const periodEnd = status?.currentPeriodEnd;
  const end = periodEnd ? formatDate(periodEnd) : m.billing_end_of_period();
  const title = isSamePlan ? m.billing_change_term_title({ plan: name, term }) : VERBS[effect].title({ plan: name });

  if (effect === 'period_end') {
    const now = holding.boughtLabel;
    const first = isSamePlan
      ? m.billing_change_term_later({ end, cost: cost || term })
      : cost
        ? m.billing_change_later_for({ now, end, plan: name, cost })
        : m.billing_change_later({ now, end, plan: name });
    return {
      title,
      label: isSamePlan ? m.billing_change_term({ term }) : VERBS[effect].label(),
      lines: [first, m.billing_change_undo({ end })],
      from: isSamePlan ? null : bought,
    };
  }
  if (effect === 'unknown') {
    const cheaper = periodEnd ? m.billing_change_if_cheaper({ end }) : m.billing_change_if_cheaper_period();
    const same = isSamePlan ? [m.billing_change_if_same({ term })] : [];
    return { title, label: m.billing_change(), lines: [m.billing_change_if_dearer(), cheaper, ...same], from: null };
  }
  if (status?.status === 'trialing') {
    const begins = cost ? m.billing_change_trial_for({ cost }) : m.billing_change_trial();
    return {
      title,
      label: m.billing_change_now(),
      lines: [begins, m.billing_change_trial_goes_on({ end })],
      from: null,
    };
  }
  const first = isSamePlan
    ? m.billing_change_term_now({ cost: cost || term })
    : cost
      ? m.billing_change_begins_for({ plan: name, cost })
      : m.billing_change_begins({ plan: name });
  return { title, label: m.billing_change_and_pay(), lines: [first, m.billing_change_prorated()], from: null };
}
