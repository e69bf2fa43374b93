import type { Plan, Price } from '#lib/api/types.js';
import { formatDate } from '#lib/format.js';
import { billing } from './billing.svelte.js';
import { effectOf } from './offers.js';
import { describeTerm, priceInWords, termOf } from './price-words.js';

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

/** Words for a change from what the page knows now: dearer begins at once, cheaper with the next period. */
export function describeChange(plan: Plan, price: Price): ChangeWords {
  const now = billing.boughtLabel;
  const label = billing.labelOf(plan.name);
  const isSamePlan = billing.bought?.name === plan.name;
  const effect = effectOf(price, billing.price, isSamePlan);
  const cost = priceInWords(price);
  const costs = cost && `, for ${cost}`;
  const term = describeTerm(termOf(price)).toLowerCase();
  const end = billing.status?.currentPeriodEnd ? formatDate(billing.status.currentPeriodEnd) : 'the end of the period';
  const verb = { now: 'Upgrade', period_end: 'Downgrade', unknown: 'Switch' }[effect];
  const title = isSamePlan ? `Pay ${label} ${term}?` : `${verb} to ${label}?`;

  if (effect === 'period_end') {
    const first = isSamePlan
      ? `Nothing changes until ${end}. From then on you pay ${cost || term}.`
      : `You keep ${now} until ${end}. From then on you have ${label}${costs}.`;
    const rest = `Nothing is charged or refunded now. You can undo this at any time before ${end}.`;
    return {
      title,
      label: isSamePlan ? `Pay ${term}` : verb,
      lines: [first, rest],
      from: isSamePlan ? null : billing.bought,
    };
  }
  if (effect === 'unknown') {
    const dearer = 'If it costs more than what you have, it begins now and Stripe charges you now, prorated.';
    const cheaper = `If it costs less, it begins on ${end}, and nothing is charged now.`;
    const same = isSamePlan ? [`If you pay ${term} already, nothing changes.`] : [];
    return { title, label: 'Change', lines: [dearer, cheaper, ...same], from: null };
  }
  if (billing.status?.status === 'trialing') {
    const lines = [`It begins now${costs}.`, `Your trial goes on until ${end}; nothing is charged before.`];
    return { title, label: 'Change now', lines, from: null };
  }
  const lines = [
    isSamePlan ? `From now on you pay ${cost || term}.` : `${label} begins now${costs}.`,
    `Stripe charges your payment method now, prorated: the new price, less what you have paid already and not used. The exact amount is on the invoice.`,
  ];
  return { title, label: 'Change and pay now', lines, from: null };
}
