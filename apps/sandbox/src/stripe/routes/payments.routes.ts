import type { Api } from '../api/api.js';
import { having, page } from '../api/pagination.js';
import { group, integer, mergeMetadata, text } from '../api/params.js';
import { missing, noSuch, noSuchIn } from '../api/stripe.errors.js';
import { refund } from '../billing/refund.js';
import type { Charge, Resource } from '../types.js';

/** /v1/charges, /v1/payment_intents, /v1/invoice_payments and /v1/refunds: what invoices were paid with, and back */
export function paymentRoutes(api: Api): void {
  const { account } = api;
  const { state } = account;

  const shelf = (kind: string, home: Record<string, Resource>, filters: string[]) => {
    const url = `/v1/${kind}s`;
    const get = (id: string) => {
      const resource = home[id];
      if (!resource) throw noSuch(kind, id);
      return resource;
    };
    api.get(url, ({ params }) => ({ ...page(Object.values(home), params, url, having(params, ...filters)) }));
    api.get(`${url}/:id`, ({ id }) => get(id));
    api.post(`${url}/:id`, ({ id, params }) => {
      const resource = get(id);
      account.change(`${kind}.updated`, resource, () => {
        resource.metadata = mergeMetadata(params, resource.metadata as Record<string, string>);
      });
      return resource;
    });
  };
  shelf('charge', state.charges, ['customer', 'payment_intent']);
  shelf('payment_intent', state.paymentIntents, ['customer']);

  api.get('/v1/invoice_payments', ({ params }) => {
    const has = having(params, 'invoice', 'status');
    const ofPayment = having(group(params, 'payment'), 'type', 'payment_intent');
    const all = Object.values(state.invoicePayments);
    return { ...page(all, params, '/v1/invoice_payments', (entry) => has(entry) && ofPayment(entry.payment)) };
  });

  api.get('/v1/invoice_payments/:id', ({ id }) => {
    const payment = state.invoicePayments[id];
    if (!payment) throw noSuch('invoice_payment', id);
    return payment;
  });

  api.post('/v1/refunds', ({ params }) => {
    const terms = {
      amount: integer(params, 'amount'),
      reason: text(params, 'reason'),
      metadata: mergeMetadata(params),
    };
    return refund(account, chargeNamed(text(params, 'charge'), text(params, 'payment_intent')), terms);
  });

  const chargeNamed = (charge: string | null, intent: string | null): Charge => {
    if (!charge && !intent) throw missing('charge');
    const id = charge ?? state.paymentIntents[intent ?? '']?.latest_charge ?? '';
    const found = state.charges[id];
    if (found) return found;
    throw charge ? noSuchIn('charge', 'charge', charge) : noSuchIn('payment_intent', 'payment_intent', intent ?? '');
  };

  shelf('refund', state.refunds, ['charge', 'payment_intent']);
}
