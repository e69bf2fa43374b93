import type { Api } from '../api/api.js';
import { having, page } from '../api/pagination.js';
import { flag, text } from '../api/params.js';
import { noSuch, StripeError } from '../api/stripe.errors.js';
import { payInvoice } from '../billing/retry.js';
import type { Subscription } from '../types.js';
import { previewIn } from './invoice-preview.js';

/** /v1/invoices and /v1/invoiceitems */
export function invoiceRoutes(api: Api): void {
  const { account } = api;
  const { state } = account;

  api.get('/v1/invoices', ({ params }) => {
    const has = having(params, 'customer', 'status', 'collection_method');
    const subscription = text(params, 'subscription');
    const all = Object.values(state.invoices);
    return {
      ...page(
        all,
        params,
        '/v1/invoices',
        (invoice) =>
          has(invoice) && (subscription === null || invoice.parent.subscription_details.subscription === subscription),
      ),
    };
  });

  const getInvoice = (id: string) => {
    const invoice = state.invoices[id];
    if (!invoice) throw noSuch('invoice', id);
    return invoice;
  };
  const getOpen = (id: string) => {
    const invoice = getInvoice(id);
    if (invoice.status === 'open') return invoice;
    throw new StripeError(400, 'invalid_request_error', `Invoice is already ${invoice.status}`);
  };

  api.post('/v1/invoices/create_preview', ({ params }) => previewIn(account, params));
  api.get('/v1/invoices/:id', ({ id }) => getInvoice(id));
  api.get('/v1/invoices/:id/lines', ({ id, params }) => ({
    ...page(getInvoice(id).lines.data, params, `/v1/invoices/${id}/lines`),
  }));

  api.post('/v1/invoices/:id/pay', ({ id }) => {
    const invoice = getOpen(id);
    const subscription = state.subscriptions[invoice.parent.subscription_details.subscription] as Subscription;
    if (!payInvoice(account, invoice, subscription)) {
      throw new StripeError(402, 'card_error', 'Your card was declined.', 'card_declined');
    }
    return invoice;
  });

  for (const [verb, status, moment] of [
    ['void', 'void', 'voided_at'],
    ['mark_uncollectible', 'uncollectible', 'marked_uncollectible_at'],
  ] as const) {
    api.post(`/v1/invoices/:id/${verb}`, ({ id }) => {
      const invoice = getOpen(id);
      invoice.status = status;
      invoice.next_payment_attempt = null;
      invoice.status_transitions[moment] = account.clock.now();
      account.events.record(verb === 'void' ? 'invoice.voided' : 'invoice.marked_uncollectible', invoice);
      return invoice;
    });
  }

  api.get('/v1/invoiceitems', ({ params }) => {
    const has = having(params, 'customer', 'invoice');
    const pending = flag(params, 'pending');
    const all = Object.values(state.invoiceItems);
    return {
      ...page(
        all,
        params,
        '/v1/invoiceitems',
        (item) => has(item) && (pending === null || pending === (item.invoice === null)),
      ),
    };
  });

  api.get('/v1/invoiceitems/:id', ({ id }) => {
    const item = state.invoiceItems[id];
    if (!item) throw noSuch('invoiceitem', id);
    return item;
  });
}
