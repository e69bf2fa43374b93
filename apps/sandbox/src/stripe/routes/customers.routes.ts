import type { Account } from '../account.js';
import type { Api } from '../api/api.js';
import { page } from '../api/pagination.js';
import { group, mergeMetadata, text, type Params } from '../api/params.js';
import { noSuch, noSuchIn } from '../api/stripe.errors.js';
import { cancelNow } from '../billing/cancel.js';
import { newCustomer } from '../resources/customer.js';
import type { Customer } from '../types.js';

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
    const email = text(params, 'email');
    const customers = Object.values(state.customers).filter(
      (customer) => !customer.deleted && (email === null || customer.email === email),
    );
    return { ...page(customers, params, '/v1/customers') };
  });

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
      if (subscription.status !== 'canceled') cancelNow(account, subscription);
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
  return Object.fromEntries(names.filter((name) => name in params).map((name) => [name, text(params, name)]));
}
