import type { Api } from '../api/api.js';
import { page } from '../api/pagination.js';
import { group, requiredText, text } from '../api/params.js';
import { invalid, missing, noSuch, StripeError } from '../api/stripe.errors.js';
import { attachCard } from '../billing/change-card.js';
import { declineOf, digitsOf } from '../cards.js';
import { newCardPaymentMethod } from '../resources/payment-method.js';
import { customerIn, getCustomer } from './customers.routes.js';

// Names that Stripe accepts in test mode in place of a card.
const wellKnown: Record<string, string> = {
  pm_card_visa: '4242424242424242',
  tok_visa: '4242424242424242',
  pm_card_mastercard: '5555555555554444',
  pm_card_chargeCustomerFail: '4000000000000341',
  tok_chargeCustomerFail: '4000000000000341',
  pm_card_visa_chargeDeclined: '4000000000000002',
};

/** /v1/payment_methods: cards only */
export function paymentMethodRoutes(api: Api): void {
  const { account } = api;
  const { state, clock } = account;

  const getMethod = (id: string) => {
    const method = state.paymentMethods[id];
    if (!method) throw noSuch('PaymentMethod', id);
    return method;
  };
  const refuseDeclined = (number: string) => {
    const decline = declineOf(number);
    if (decline) throw new StripeError(402, 'card_error', decline.message, decline.code);
  };

  api.post('/v1/payment_methods', ({ params }) => {
    if (requiredText(params, 'type') !== 'card') throw invalid('type', 'This sandbox only takes cards.');
    const card = group(params, 'card');
    const number = wellKnown[text(card, 'token') ?? ''] ?? digitsOf(text(card, 'number') ?? '');
    if (!number) throw missing('card');
    const method = newCardPaymentMethod(number, null, clock.now());
    state.paymentMethods[method.id] = method;
    state.cardNumbers[method.id] = number;
    return method;
  });

  api.get('/v1/payment_methods/:id', ({ id }) => getMethod(id));

  api.get('/v1/payment_methods', ({ params }) => {
    const methods = Object.values(state.paymentMethods).filter(
      (method) => method.customer !== null && method.customer === text(params, 'customer'),
    );
    return { ...page(methods, params, '/v1/payment_methods') };
  });

  api.get('/v1/customers/:id/payment_methods', ({ id, params }) => {
    const customer = getCustomer(account, id);
    const methods = Object.values(state.paymentMethods).filter((method) => method.customer === customer.id);
    return { ...page(methods, params, `/v1/customers/${id}/payment_methods`) };
  });

  api.post('/v1/payment_methods/:id/attach', ({ id, params }) => {
    const customer = customerIn(account, params);
    if (!customer) throw missing('customer');
    const number = wellKnown[id];
    if (number) {
      refuseDeclined(number);
      return attachCard(account, customer, number);
    }
    const method = getMethod(id);
    refuseDeclined(state.cardNumbers[id] ?? '');
    method.customer = customer.id;
    account.events.record('payment_method.attached', method);
    return method;
  });
}
