import { itemOf, type Account } from '../account.js';
import { StripeError } from '../api/stripe.errors.js';
import { setCancelAtPeriodEnd } from '../billing/cancel.js';
import { attachCard, payWhatIsOwed, setDefaultCard } from '../billing/change-card.js';
import { changeItem } from '../billing/change-item.js';
import { endSchedule, switchAtPeriodEnd } from '../billing/schedule.js';
import { declineOf, digitsOf } from '../cards.js';
import { featuresOf, waitsForPeriodEnd } from './portal-rules.js';
import type { Customer, PortalSession, Subscription } from '../types.js';

/** Does what a form of the portal asks for; says what is wrong with it, if anything. */
export function act(
  account: Account,
  session: PortalSession,
  customer: Customer,
  form: URLSearchParams,
): string | null {
  if (form.get('action') === 'card') return changeCard(account, customer, digitsOf(form.get('card') ?? ''));
  const subscription = account.subscriptionsOf(customer.id).find(({ id }) => id === form.get('subscription'));
  if (!subscription || subscription.status === 'canceled') return 'This subscription has already ended.';
  switch (form.get('action')) {
    case 'cancel':
      endSchedule(account, subscription, 'released');
      setCancelAtPeriodEnd(account, subscription, true);
      return null;
    case 'resume':
      setCancelAtPeriodEnd(account, subscription, false);
      return null;
    case 'switch':
      return switchTo(account, session, subscription, form.get('price') ?? '', itemOf(subscription).quantity);
    case 'confirm': {
      const [item] = session.flow?.subscription_update_confirm?.items ?? [];
      return switchTo(account, session, subscription, item?.price ?? '', item?.quantity ?? 1);
    }
    default:
      return 'This page does not know that button.';
  }
}

// The portal settles a switch as its configuration says; one that is paid at once fails if the card is declined.
function switchTo(
  account: Account,
  session: PortalSession,
  subscription: Subscription,
  price: string,
  quantity: number,
): string | null {
  const wanted = account.state.prices[price];
  if (!wanted) return 'This plan is no longer sold.';
  const item = itemOf(subscription);
  if (wanted.id === item.price.id && quantity === item.quantity) return null;
  const { subscription_update: rules } = featuresOf(account, session);
  if (waitsForPeriodEnd(rules, item.price, wanted)) {
    switchAtPeriodEnd(account, subscription, wanted, quantity);
    return null;
  }
  try {
    endSchedule(account, subscription, 'released');
    changeItem(account, subscription, {
      price: wanted,
      quantity,
      proration: rules.proration_behavior,
      mustBePaid: true,
    });
    return null;
  } catch (error) {
    if (error instanceof StripeError) return error.message;
    throw error;
  }
}

function changeCard(account: Account, customer: Customer, number: string): string | null {
  const decline = declineOf(number);
  if (decline) return decline.message;
  setDefaultCard(account, customer, attachCard(account, customer, number));
  payWhatIsOwed(account, customer);
  return null;
}
