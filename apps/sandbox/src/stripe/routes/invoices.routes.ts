import type { Api } from '../api/api.js';
import { page } from '../api/pagination.js';
import { text } from '../api/params.js';
import { noSuch, StripeError } from '../api/stripe.errors.js';
import { collect } from '../billing/collect.js';
import type { Subscription } from '../types.js';

/** /v1/invoices */
export function invoiceRoutes(api: Api): void {
  const { account } = api;
  const { state } = account;

  api.get('/v1/invoices', ({ params }) => {
    const subscription = text(params, 'subscription');
    const invoices = Object.values(state.invoices).filter(
      (invoice) =>
        (['customer', 'status'] as const).every(
          (name) => text(params, name) === null || invoice[name] === text(params, name),
        ) &&
        (subscription === null || invoice.parent.subscription_details.subscription === subscription),
    );
    return { ...page(invoices, params, '/v1/invoices') };
  });

  const getInvoice = (id: string) => {
    const invoice = state.invoices[id];
    if (!invoice) throw noSuch('invoice', id);
    return invoice;
  };

  api.get('/v1/invoices/:id', ({ id }) => getInvoice(id));
  api.get('/v1/invoices/:id/lines', ({ id, params }) => ({
    ...page(getInvoice(id).lines.data, params, `/v1/invoices/${id}/lines`),
  }));

  api.post('/v1/invoices/:id/pay', ({ id }) => {
    const invoice = getInvoice(id);
    if (invoice.status !== 'open') {
      throw new StripeError(400, 'invalid_request_error', `Invoice is already ${invoice.status}`);
    }
    const subscription = state.subscriptions[invoice.parent.subscription_details.subscription] as Subscription;
    if (!collect(account, invoice, subscription)) {
      throw new StripeError(402, 'card_error', 'Your card was declined.', 'card_declined');
    }
    if (subscription.status === 'past_due') {
      account.change('customer.subscription.updated', subscription, (changing) => {
        changing.status = 'active';
      });
    }
    return invoice;
  });
}
