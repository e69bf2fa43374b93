import { html, type Html } from '../../pages/html.js';
import { notFoundPage, page, seeOther } from '../../pages/page.js';
import type { Account } from '../account.js';
import type { App } from '../api/api.js';
import { isCardNeeded, pay } from '../billing/pay-checkout.js';
import { catchUp } from '../billing/passing-time.js';
import { totalsToday, trialEndOf } from '../billing/checkout-order.js';
import type { CheckoutOrder, CheckoutSession, Price } from '../types.js';
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
    const problem = pay(account, session, form);
    if (problem) return show(account, session, { problem, form });
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
  const { due } = totalsToday(account, order);
  const trialEnd = trialEndOf(order, account.clock.now());
  const body = html`<h1>Subscribe to ${account.nameOf(price)}</h1>
    ${sandboxNote}
    <p>
      <strong>${priceInWords(price, order.quantity)}</strong>${
        trialEnd !== null && html`, after a trial until ${day(trialEnd)}`
      }
    </p>
    ${totalsNote(account, order)} ${again !== undefined && html`<p class="error" role="alert">${again.problem}</p>`}
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
      ${cardFields(again?.form.get('card') ?? undefined, !isCardNeeded(order))}
      ${session.allow_promotion_codes === true && codeField(again?.form)}
      <label>Name on card <input name="name" autocomplete="off" value="${again?.form.get('name') ?? ''}" /></label>
      <button class="main" name="action" value="pay">Pay ${money(due, price.currency)}</button>
      <button name="action" value="cancel" formnovalidate>Cancel</button>
    </form>`;
  return page('Checkout', body);
}

function emailOf(account: Account, session: CheckoutSession): string {
  return account.findCustomer(session.customer ?? '')?.email ?? session.customer_email ?? '';
}

function codeField(form: URLSearchParams | undefined): Html {
  const typed = form?.get('promotion_code') ?? '';
  return html`<label>Promotion code <input name="promotion_code" autocomplete="off" value="${typed}" /></label>`;
}

function totalsNote(account: Account, order: CheckoutOrder): Html | null {
  const { discounts, tax } = totalsToday(account, order);
  const currency = account.state.prices[order.price]?.currency ?? 'usd';
  const off = discounts.reduce((sum, { amount }) => sum + amount, 0);
  if (off === 0 && tax === 0) return null;
  return html`<p>
    ${off > 0 && html`Discount: ${money(off, currency)}. `}${tax > 0 && html`Tax: ${money(tax, currency)}.`}
  </p>`;
}
