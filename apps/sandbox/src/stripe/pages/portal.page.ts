import { html, type Html } from '../../pages/html.js';
import { notFoundPage, page, seeOther } from '../../pages/page.js';
import type { Account } from '../account.js';
import type { App } from '../api/api.js';
import { catchUp } from '../billing/passing-time.js';
import type { Customer, PortalSession } from '../types.js';
import { act } from './portal-actions.js';
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
    const problem = act(account, session, customer, form);
    if (problem) return show(account, session, customer, html`<p class="error" role="alert">${problem}</p>`);
    const after = session.flow?.after_completion;
    if (after?.redirect) return seeOther(after.redirect.return_url);
    const words = after?.hosted_confirmation ? (after.hosted_confirmation.custom_message ?? 'Thank you.') : 'Done.';
    // A flow that is through ends on the portal's own page, with everything on it.
    return show(account, { ...session, flow: null }, customer, html`<p class="note" role="status">${words}</p>`);
  });
}

function show(account: Account, session: PortalSession, customer: Customer, message: Html | null = null): Response {
  const flow = session.flow?.type;
  const aimedAt = (flow && flow !== 'payment_method_update' && session.flow?.[flow]?.subscription) || null;
  const subscriptions = account
    .subscriptionsOf(customer.id)
    .filter((subscription) => (aimedAt ? subscription.id === aimedAt : subscription.status !== 'canceled'));
  const body = html`<h1>Your billing</h1>
    ${sandboxNote}${message}
    <p>${customer.email ?? customer.id}</p>
    ${flow !== 'payment_method_update' && subscriptions.map((subscription) => subscriptionSection(account, session, subscription))}
    ${flow !== 'payment_method_update' && subscriptions.length === 0 && html`<p>You have no subscription.</p>`}
    ${(!flow || flow === 'payment_method_update') && cardSection(account, customer)}
    ${!flow && invoiceSection(account, customer)}
    <section>
      <p><a href="${session.return_url}">Return to the application</a></p>
    </section>`;
  return page('Billing', body);
}
