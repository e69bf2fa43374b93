import { isAnswerTo } from './stripe-operations.js';

describe('isAnswerTo', () => {
  it('takes the object that was asked for, whether or not it says its kind', () => {
    expect(isAnswerTo('customers.create', { object: 'customer', id: 'cus_1' })).toBe(true);
    expect(isAnswerTo('customers.create', { id: 'cus_1' })).toBe(true);
    expect(isAnswerTo('subscriptions.list', { data: [] })).toBe(true);
  });

  it('refuses another kind, and what is no object of Stripe at all', () => {
    expect(isAnswerTo('customers.create', { object: 'price', id: 'price_1' })).toBe(false);
    expect(isAnswerTo('customers.create', {})).toBe(false);
    expect(isAnswerTo('customers.create', { message: 'not here' } as object)).toBe(false);
  });
});
