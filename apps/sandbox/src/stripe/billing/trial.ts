import type { Account } from '../account.js';
import type { Subscription } from '../types.js';

const noticeSeconds = 3 * 86_400;

/** When the customer is to be told that the trial is about to end; null when there is nothing (more) to tell. */
export function noticeMoment({ state }: Account, { id, status, trial_end, created }: Subscription): number | null {
  if (status !== 'trialing' || trial_end === null || state.trialNotices[id] === trial_end) return null;
  return Math.max(created, trial_end - noticeSeconds);
}

/** Tells it. */
export function noticeTrialEnd(account: Account, subscription: Subscription): void {
  account.state.trialNotices[subscription.id] = subscription.trial_end ?? 0;
  account.events.record('customer.subscription.trial_will_end', subscription);
}

/** Nobody has made the first payment in time: it can no longer be made. */
export function endIncomplete(account: Account, subscription: Subscription): void {
  const invoice = account.state.invoices[subscription.latest_invoice ?? ''];
  if (invoice?.status === 'open') {
    invoice.status = 'void';
    invoice.status_transitions.voided_at = account.clock.now();
    account.events.record('invoice.voided', invoice);
  }
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.status = 'incomplete_expired';
    changing.ended_at = account.clock.now();
  });
}
