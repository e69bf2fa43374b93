import { html, type Html } from '../../pages/html.js';
import { itemOf, type Account } from '../account.js';
import type { Customer, PortalFlowType, Subscription } from '../types.js';
import { cardFields } from './card-fields.js';
import { day, money, priceInWords } from './words.js';

/** One subscription, and what can be done with it. */
export function subscriptionSection(account: Account, subscription: Subscription, flow?: PortalFlowType): Html {
  const item = itemOf(subscription);
  return html`<section>
    <h2>${account.nameOf(item.price)}</h2>
    <p>${priceInWords(item.price, item.quantity)}. ${stateInWords(subscription)}</p>
    ${
      subscription.status !== 'canceled' &&
      html` ${flow !== 'subscription_update' && cancelForm(subscription)}
      ${flow !== 'subscription_cancel' && switchForm(account, subscription)}`
    }
  </section>`;
}

function cancelForm(subscription: Subscription): Html {
  const [action, label] = subscription.cancel_at_period_end ? ['resume', 'Resume plan'] : ['cancel', 'Cancel plan'];
  return html`<form method="post">
    <input type="hidden" name="subscription" value="${subscription.id}" />
    <button name="action" value="${action}">${label}</button>
  </form>`;
}

function switchForm(account: Account, subscription: Subscription): Html | null {
  const current = itemOf(subscription).price.id;
  const others = Object.values(account.state.prices).filter((price) => price.active && price.id !== current);
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
