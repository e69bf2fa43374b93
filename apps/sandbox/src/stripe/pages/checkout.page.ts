import { html } from '../../pages/html.js';
import { notFoundPage, page, seeOther } from '../../pages/page.js';
import type { Account } from '../account.js';
import type { App } from '../api/api.js';
import { attachCard } from '../billing/change-card.js';
import { catchUp } from '../billing/passing-time.js';
import { subscribe } from '../billing/subscribe.js';
import { declineOf, digitsOf } from '../cards.js';
import { customerDetails } from '../resources/checkout-session.js';
import { newCustomer } from '../resources/customer.js';
import type { CheckoutOrder, CheckoutSession, Customer, Price } from '../types.js';
import { cardFields } from './card-fields.js';
import { sandboxNote } from './sandbox-note.js';
import { day, money, priceInWords } from './words.js';

/** The hosted checkout page, `/c/pay/<session>`: pay, be declined, or go back. */
export function checkoutPage(app: App, account: Account): void {
  const find = (id: string) => {
    catchUp(account);
    return account.state.checkoutSessions[id];
  };

  app.get('/c/pay/:id', (context) => {
    const session = find(context.req.param('id'));
    return session ? show(account, session) : notFoundPage('There is no such checkout session.');
  });

  app.post('/c/pay/:id', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const session = find(context.req.param('id'));
    if (!session) return notFoundPage('There is no such checkout session.');
    if (form.get('action') === 'cancel') return seeOther(session.cancel_url ?? account.appUrl);
    if (session.status !== 'open') return show(account, session);
    const number = digitsOf(form.get('card') ?? '');
    const decline = declineOf(number);
    if (decline) return show(account, session, { problem: decline.message, form });
    complete(account, session, number, form);
    return seeOther(session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id));
  });
}

function show(
  account: Account,
  session: CheckoutSession,
  again?: { problem: string; form: URLSearchParams },
): Response {
  if (session.status !== 'open') {
    return page(
      'Checkout',
      html`<h1>This checkout is ${session.status}</h1>
        ${sandboxNote}
        <p><a href="${account.appUrl}">Back to the application</a></p>`,
    );
  }
  const order = account.state.checkoutOrders[session.id] as CheckoutOrder;
  const price = account.state.prices[order.price] as Price;
  const email = again?.form.get('email') ?? emailOf(account, session);
  const today = order.trialDays > 0 ? 0 : price.unit_amount * order.quantity;
  const body = html`<h1>Subscribe to ${account.nameOf(price)}</h1>
    ${sandboxNote}
    <p>
      <strong>${priceInWords(price, order.quantity)}</strong>${
        order.trialDays > 0 && html`, after a trial until ${day(account.clock.now() + order.trialDays * 86_400)}`
      }
    </p>
    ${again !== undefined && html`<p class="error" role="alert">${again.problem}</p>`}
    <form method="post">
      <label
        >Email
        <input
          type="email"
          name="email"
          autocomplete="off"
          required
          value="${email}"
          ${session.customer && html` readonly`}
      /></label>
      ${cardFields(again?.form.get('card') ?? undefined)}
      <label>Name on card <input name="name" autocomplete="off" value="${again?.form.get('name') ?? ''}" /></label>
      <button class="main" name="action" value="pay">Pay ${money(today, price.currency)}</button>
      <button name="action" value="cancel" formnovalidate>Cancel</button>
    </form>`;
  return page('Checkout', body);
}

function complete(account: Account, session: CheckoutSession, number: string, form: URLSearchParams): void {
  const order = account.state.checkoutOrders[session.id] as CheckoutOrder;
  const customer = buyerOf(account, session, form);
  const method = attachCard(account, customer, number);
  customer.invoice_settings.default_payment_method ??= method.id;
  const { subscription, invoice } = subscribe(account, {
    customer,
    price: account.state.prices[order.price] as Price,
    quantity: order.quantity,
    paymentMethod: method.id,
    trialDays: order.trialDays,
    metadata: order.subscriptionMetadata,
  });
  session.customer = customer.id;
  session.customer_details = customerDetails(customer.email, form.get('name') || customer.name);
  session.subscription = subscription.id;
  session.invoice = invoice.id;
  session.payment_status = order.trialDays > 0 ? 'no_payment_required' : 'paid';
  session.status = 'complete';
  session.url = null;
  account.events.record('checkout.session.completed', session);
}

function buyerOf(account: Account, session: CheckoutSession, form: URLSearchParams): Customer {
  const known = account.findCustomer(session.customer ?? '');
  if (known) return known;
  const details = { email: form.get('email') || session.customer_email, name: form.get('name') || null };
  const customer = newCustomer(details, account.clock.now());
  account.state.customers[customer.id] = customer;
  account.events.record('customer.created', customer);
  return customer;
}

function emailOf(account: Account, session: CheckoutSession): string {
  return account.findCustomer(session.customer ?? '')?.email ?? session.customer_email ?? '';
}
