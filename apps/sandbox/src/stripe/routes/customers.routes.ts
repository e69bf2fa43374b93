import type { Account } from '../account.js';
import type { Api } from '../api/api.js';
import { having, page } from '../api/pagination.js';
import { group, integer, mergeMetadata, text, type Params } from '../api/params.js';
import { search } from '../api/search.js';
import { noSuch, noSuchIn } from '../api/stripe.errors.js';
import { cancelNow } from '../billing/cancel.js';
import { newCustomer } from '../resources/customer.js';
import type { Customer, Fields } from '../types.js';

/** /v1/customers */
export function customerRoutes(api: Api): void {
  const { account } = api;
  const { state, events, clock } = account;

  api.post('/v1/customers', ({ params }) => {
    const customer = newCustomer({ ...detailsIn(params), metadata: mergeMetadata(params) }, clock.now());
    state.customers[customer.id] = customer;
    events.record('customer.created', customer);
    return customer;
  });

  api.get('/v1/customers', ({ params }) => {
    const has = having(params, 'email');
    const wanted = (customer: Customer) => !customer.deleted && has(customer);
    return { ...page(Object.values(state.customers), params, '/v1/customers', wanted) };
  });

  api.get('/v1/customers/search', ({ params }) =>
    search(Object.values(state.customers), params, '/v1/customers/search'),
  );

  api.get('/v1/customers/:id', ({ id }) => {
    const customer = state.customers[id];
    if (!customer) throw noSuch('customer', id);
    return customer;
  });

  api.post('/v1/customers/:id', ({ id, params }) => {
    const customer = getCustomer(account, id);
    const method = text(group(params, 'invoice_settings'), 'default_payment_method');
    if (method && !state.paymentMethods[method]) {
      throw noSuchIn('invoice_settings[default_payment_method]', 'PaymentMethod', method);
    }
    account.change('customer.updated', customer, (changing) => {
      Object.assign(changing, detailsIn(params), { metadata: mergeMetadata(params, changing.metadata) });
      if (method) changing.invoice_settings.default_payment_method = method;
    });
    return customer;
  });

  api.delete('/v1/customers/:id', ({ id }) => {
    const customer = getCustomer(account, id);
    for (const subscription of account.subscriptionsOf(id)) {
      if (!['canceled', 'incomplete_expired'].includes(subscription.status)) cancelNow(account, subscription);
    }
    events.record('customer.deleted', customer);
    const tombstone = { id, object: 'customer', deleted: true } as Customer;
    state.customers[id] = tombstone;
    return tombstone;
  });
}

/** The customer of a path; a deleted one is as good as none. */
export function getCustomer(account: Account, id: string): Customer {
  const customer = account.findCustomer(id);
  if (!customer) throw noSuch('customer', id);
  return customer;
}

/** The customer that a parameter names. */
export function customerIn(account: Account, params: Params): Customer | null {
  const id = text(params, 'customer');
  if (id === null) return null;
  const customer = account.findCustomer(id);
  if (!customer) throw noSuchIn('customer', 'customer', id);
  return customer;
}

function detailsIn(params: Params): Partial<Customer> {
  const names = ['email', 'name', 'phone', 'description'] as const;
  const details = Object.fromEntries(names.filter((name) => name in params).map((name) => [name, text(params, name)]));
  const balance = integer(params, 'balance');
  return {
    ...details,
    ...('address' in params ? { address: addressIn(group(params, 'address')) } : {}),
    ...(balance === null ? {} : { balance }),
  };
}

function addressIn(address: Params): Fields {
  const lines = ['city', 'country', 'line1', 'line2', 'postal_code', 'state'];
  return Object.fromEntries(lines.map((line) => [line, text(address, line)]));
}
