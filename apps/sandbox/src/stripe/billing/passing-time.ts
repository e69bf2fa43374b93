import { itemOf, type Account } from '../account.js';
import type { CheckoutSession, Subscription } from '../types.js';
import { cancelNow } from './cancel.js';
import { turnPeriod } from './renewal.js';
import { retry } from './retry.js';
import { findScheduleOf, turnPhase } from './schedule.js';
import { endIncomplete, noticeMoment, noticeTrialEnd } from './trial.js';

const incompleteSeconds = 23 * 3600;
const ended = ['canceled', 'incomplete_expired'];

/** Something that the passing of time brings about, and when. */
interface DueThing {
  at: number;
  happen: () => void;
}

/** Moves the clock ahead; everything that falls due on the way happens in order, each at its own moment. */
export function advance(account: Account, seconds: number): void {
  const target = account.clock.now() + seconds;
  catchUp(account, target);
  account.clock.moveAhead(seconds);
}

/** Lets everything happen that is due by `moment`. */
export function catchUp(account: Account, moment = account.clock.now()): void {
  for (let next = firstDue(account); next && next.at <= moment; next = firstDue(account)) {
    account.clock.at(next.at, next.happen);
  }
}

/** Ends an open checkout session. */
export function expireSession(account: Account, session: CheckoutSession): void {
  session.status = 'expired';
  session.url = null;
  account.events.record('checkout.session.expired', session);
}

function firstDue(account: Account): DueThing | undefined {
  const { subscriptions, checkoutSessions } = account.state;
  return [
    ...Object.values(subscriptions).flatMap((subscription) => dueOf(account, subscription)),
    ...Object.values(checkoutSessions)
      .filter((session) => session.status === 'open')
      .map((session) => ({ at: session.expires_at, happen: () => expireSession(account, session) })),
  ].sort((a, b) => a.at - b.at)[0];
}

/** What lies ahead of a subscription. Of things due at the same moment, the one named first happens first. */
function dueOf(account: Account, subscription: Subscription): DueThing[] {
  if (ended.includes(subscription.status)) return [];
  const due = (at: number | null | undefined, happen: (account: Account, subscription: Subscription) => void) =>
    typeof at === 'number' ? [{ at, happen: () => happen(account, subscription) }] : [];
  if (subscription.status === 'incomplete') return due(subscription.created + incompleteSeconds, endIncomplete);
  const invoice = account.state.invoices[subscription.latest_invoice ?? ''];
  const cancelAt = subscription.cancel_at_period_end ? null : subscription.cancel_at;
  return [
    ...due(noticeMoment(account, subscription), noticeTrialEnd),
    ...due(cancelAt, (_, ending) => cancelNow(account, ending)),
    ...due(findScheduleOf(account, subscription)?.current_phase?.end_date, turnPhase),
    ...(subscription.status === 'paused' ? [] : due(itemOf(subscription).current_period_end, turnPeriod)),
    ...(invoice?.status === 'open' ? due(invoice.next_payment_attempt, retry) : []),
  ];
}
