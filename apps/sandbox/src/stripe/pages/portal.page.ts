import { html, type Html } from '../../pages/html.js';
import { notFoundPage, page, seeOther } from '../../pages/page.js';
import { itemOf, type Account } from '../account.js';
import type { App } from '../api/api.js';
import { setCancelAtPeriodEnd } from '../billing/cancel.js';
import { attachCard, payWhatIsOwed, setDefaultCard } from '../billing/change-card.js';
import { catchUp } from '../billing/passing-time.js';
import { switchPrice } from '../billing/switch-price.js';
import { declineOf, digitsOf } from '../cards.js';
import type { Customer, PortalSession } from '../types.js';
import { sandboxNote } from './sandbox-note.js';
import { cardSection, invoiceSection, subscriptionSection } from './portal-sections.js';

const unknownSession = 'This link to the customer portal is not valid. Go back to the application and open it again.';

/** The hosted customer portal, `/p/session/<secret>`: cancel, resume, switch plan, change card, see invoices. */
export function portalPage(app: App, account: Account): void {
  const find = (secret: string) => {
    catchUp(account);
    const url = `${account.baseUrl}/p/session/${secret}`;
    const session = Object.values(account.state.portalSessions).find((candidate) => candidate.url === url);
    const customer = session && account.findCustomer(session.customer);
    return session && customer ? { session, customer } : null;
  };

  app.get('/p/session/:secret', (context) => {
    const found = find(context.req.param('secret'));
    return found ? show(account, found.session, found.customer) : notFoundPage(unknownSession);
  });

  app.post('/p/session/:secret', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const found = find(context.req.param('secret'));
    if (!found) return notFoundPage(unknownSession);
    const { session, customer } = found;
    const problem = apply(account, customer, form);
    if (problem) return show(account, session, customer, html`<p class="error" role="alert">${problem}</p>`);
    if (session.flow?.after_completion.redirect) return seeOther(session.flow.after_completion.redirect.return_url);
    return show(account, session, customer, html`<p class="note" role="status">Done.</p>`);
  });
}

/** Does what a form of the page asks for; says what is wrong with it, if anything. */
function apply(account: Account, customer: Customer, form: URLSearchParams): string | null {
  if (form.get('action') === 'card') return changeCard(account, customer, digitsOf(form.get('card') ?? ''));
  const subscription = account.subscriptionsOf(customer.id).find(({ id }) => id === form.get('subscription'));
  if (!subscription || subscription.status === 'canceled') return 'This subscription has already ended.';
  switch (form.get('action')) {
    case 'cancel':
      setCancelAtPeriodEnd(account, subscription, true);
      return null;
    case 'resume':
      setCancelAtPeriodEnd(account, subscription, false);
      return null;
    case 'switch': {
      const price = account.state.prices[form.get('price') ?? ''];
      if (!price) return 'This plan is no longer sold.';
      if (price.id !== itemOf(subscription).price.id) {
        switchPrice(account, subscription, price, itemOf(subscription).quantity);
      }
      return null;
    }
    default:
      return 'This page does not know that button.';
  }
}

function changeCard(account: Account, customer: Customer, number: string): string | null {
  const decline = declineOf(number);
  if (decline) return decline.message;
  setDefaultCard(account, customer, attachCard(account, customer, number));
  payWhatIsOwed(account, customer);
  return null;
}

function show(account: Account, session: PortalSession, customer: Customer, message: Html | null = null): Response {
  const flow = session.flow?.type;
  const aimedAt = session.flow?.subscription_cancel?.subscription ?? session.flow?.subscription_update?.subscription;
  const subscriptions = account
    .subscriptionsOf(customer.id)
    .filter((subscription) => (aimedAt ? subscription.id === aimedAt : subscription.status !== 'canceled'));
  const body = html`<h1>Your billing</h1>
    ${sandboxNote}${message}
    <p>${customer.email ?? customer.id}</p>
    ${flow !== 'payment_method_update' && subscriptions.map((subscription) => subscriptionSection(account, subscription, flow))}
    ${flow !== 'payment_method_update' && subscriptions.length === 0 && html`<p>You have no subscription.</p>`}
    ${(!flow || flow === 'payment_method_update') && cardSection(account, customer)}
    ${!flow && invoiceSection(account, customer)}
    <section>
      <p><a href="${session.return_url}">Return to the application</a></p>
    </section>`;
  return page('Billing', body);
}
