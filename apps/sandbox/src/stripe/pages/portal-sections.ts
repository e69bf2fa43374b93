import { html, type Html } from '../../pages/html.js';
import { itemOf, type Account } from '../account.js';
import { draftInvoice } from '../billing/invoicing.js';
import { planChange } from '../billing/proration.js';
import type { Customer, PortalFlow, PortalFlowType, PortalSession, Subscription } from '../types.js';
import { offeredIn } from './portal-rules.js';
import { cardFields } from './card-fields.js';
import { day, money, priceInWords } from './words.js';

/** One subscription, and what can be done with it; in a flow, only what the flow is for. */
export function subscriptionSection(account: Account, session: PortalSession, subscription: Subscription): Html {
  const { flow } = session;
  const item = itemOf(subscription);
  const offers = (type: PortalFlowType) => !flow || flow.type === type;
  return html`<section>
    <h2>${account.nameOf(item.price)}</h2>
    <p>${priceInWords(item.price, item.quantity)}. ${stateInWords(subscription)}</p>
    ${
      subscription.status !== 'canceled' &&
      html`${flow && confirmForm(account, subscription, flow)}
      ${offers('subscription_cancel') && cancelForm(subscription)}
      ${offers('subscription_update') && switchForm(account, session, subscription)}`
    }
  </section>`;
}

function confirmForm(account: Account, subscription: Subscription, flow: PortalFlow): Html | null {
  const [item] = flow.subscription_update_confirm?.items ?? [];
  const price = account.state.prices[item?.price ?? ''];
  if (!item || !price) return null;
  const quantity = item.quantity ?? 1;
  const change = { price, quantity, proration: 'always_invoice' as const, mustBePaid: true };
  const { lines } = planChange(account, subscription, change);
  const occasion = {
    reason: 'upcoming' as const,
    lines,
    previousPeriodStart: itemOf(subscription).current_period_start,
  };
  const due = draftInvoice(account, subscription, occasion).amount_due;
  return html`<form method="post">
    <input type="hidden" name="subscription" value="${subscription.id}" />
    <p>New plan: ${account.nameOf(price)}, ${priceInWords(price, quantity)}.</p>
    <p>Due today: ${money(due, price.currency)}.</p>
    <button class="main" name="action" value="confirm">Confirm</button>
  </form>`;
}

function cancelForm(subscription: Subscription): Html {
  const [action, label] = subscription.cancel_at_period_end ? ['resume', 'Resume plan'] : ['cancel', 'Cancel plan'];
  return html`<form method="post">
    <input type="hidden" name="subscription" value="${subscription.id}" />
    <button name="action" value="${action}">${label}</button>
  </form>`;
}

function switchForm(account: Account, session: PortalSession, subscription: Subscription): Html | null {
  const current = itemOf(subscription).price.id;
  const others = offeredIn(account, session).filter((price) => price.active && price.id !== current);
  if (others.length === 0) return null;
  const options = others.map(
    (price) => html`<option value="${price.id}">${account.nameOf(price)}, ${priceInWords(price)}</option>`,
  );
  return html`<form method="post">
    <input type="hidden" name="subscription" value="${subscription.id}" />
    <label
      >Another plan
      <select name="price">
        ${options}
      </select></label
    >
    <button name="action" value="switch">Switch plan</button>
  </form>`;
}

function stateInWords(subscription: Subscription): string {
  const end = day(itemOf(subscription).current_period_end);
  if (subscription.status === 'canceled') return 'Ended.';
  if (subscription.cancel_at_period_end) return `Ends on ${end}.`;
  if (subscription.status === 'past_due') return 'The last payment failed: change your card to pay it.';
  return subscription.status === 'trialing' ? `Trial until ${end}.` : `Renews on ${end}.`;
}

/** The card that is charged, and the form for another. */
export function cardSection(account: Account, customer: Customer): Html {
  const method = account.state.paymentMethods[customer.invoice_settings.default_payment_method ?? ''];
  const current = method ? `${method.card.brand} ending in ${method.card.last4}` : 'No card yet';
  return html`<section>
    <h2>Payment method</h2>
    <p>${current}</p>
    <form method="post">${cardFields()}<button name="action" value="card">Save card</button></form>
  </section>`;
}

/** The customer's invoices, newest first. */
export function invoiceSection(account: Account, customer: Customer): Html | null {
  const invoices = Object.values(account.state.invoices).filter((invoice) => invoice.customer === customer.id);
  if (invoices.length === 0) return null;
  const rows = invoices.reverse().map(
    (invoice) =>
      html`<tr>
        <td><a href="/i/${invoice.id}">${invoice.number}</a></td>
        <td>${day(invoice.created)}</td>
        <td>${money(invoice.total, invoice.currency)}</td>
        <td>${invoice.status}</td>
      </tr>`,
  );
  return html`<section>
    <h2>Invoices</h2>
    <table>
      ${rows}
    </table>
  </section>`;
}
