import type Stripe from 'stripe';
import { days, stripeSandbox, type StripeSandbox } from '../../../test/stripe-sandbox.js';

describe('discounts and taxes', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;

  beforeEach(async () => {
    sandbox = await stripeSandbox();
    ({ stripe } = sandbox);
  });

  afterEach(() => sandbox.stop());

  const totalsOf = async (session: Stripe.Checkout.Session) =>
    (await sandbox.invoicesOf((session.subscription as Stripe.Subscription).id)).map(({ total }) => total);

  it('lower one invoice, those of some months, or all of them', async () => {
    const once = await stripe.coupons.create({ percent_off: 25, duration: 'once' });
    const repeating = await stripe.coupons.create({
      amount_off: 300,
      currency: 'usd',
      duration: 'repeating',
      duration_in_months: 2,
    });
    const forever = await stripe.coupons.create({ percent_off: 100, duration: 'forever' });
    const sessions = [];
    for (const { id: coupon } of [once, repeating, forever]) {
      sessions.push((await sandbox.checkedOut({ discounts: [{ coupon }] })).session);
    }
    await sandbox.controls.advance(days(64));
    expect(await Promise.all(sessions.map(totalsOf))).toEqual([
      [2000, 2000, 1500],
      [2000, 1700, 1700],
      [0, 0, 0],
    ]);
  });

  it('show on the session, the subscription and the invoice', async () => {
    const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'forever' });
    const { session } = await sandbox.checkedOut({ discounts: [{ coupon }] });
    expect(session).toMatchObject({ amount_subtotal: 2000, amount_total: 1000, discounts: [{ coupon }] });
    expect(session.total_details?.amount_discount).toBe(1000);
    const { id } = session.subscription as Stripe.Subscription;
    const { discounts } = await stripe.subscriptions.retrieve(id, { expand: ['discounts'] });
    expect(discounts).toMatchObject([{ object: 'discount', source: { coupon, type: 'coupon' } }]);
    const [invoice] = (await stripe.invoices.list({ subscription: id })).data;
    expect(invoice).toMatchObject({ subtotal: 2000, total: 1000, total_discount_amounts: [{ amount: 1000 }] });
    expect(await stripe.coupons.retrieve(coupon)).toMatchObject({ times_redeemed: 1 });
    const after = await stripe.subscriptions.update(id, { discounts: '' });
    expect(after.discounts).toEqual([]);
  });

  it('come by a code that is typed on the page, if it is a good one', async () => {
    const { id: coupon } = await stripe.coupons.create({ percent_off: 10, duration: 'once' });
    const code = await stripe.promotionCodes.create({
      promotion: { type: 'coupon', coupon },
      code: 'TENOFF',
      max_redemptions: 1,
    });
    const terms = { allow_promotion_codes: true };
    const wrong = await sandbox.checkedOut(terms, { promotion_code: 'NOTHING' });
    expect(await wrong.answer.text()).toContain('This promotion code is invalid.');
    const { session } = await sandbox.checkedOut(terms, { promotion_code: 'tenoff' });
    expect(session).toMatchObject({ amount_total: 1800, discounts: [{ promotion_code: code.id }] });
    expect(await stripe.promotionCodes.retrieve(code.id)).toMatchObject({ active: false, times_redeemed: 1 });
    const spent = await sandbox.checkedOut(terms, { promotion_code: 'TENOFF' });
    expect(spent.session.status).toBe('open');
  });

  it('are refused when they do not exist or come twice', async () => {
    const both = { allow_promotion_codes: true, discounts: [{ coupon: 'x' }] };
    await expect(sandbox.checkedOut(both)).rejects.toThrow(/only specify one/);
    const unknown = { discounts: [{ coupon: 'none' }] };
    await expect(sandbox.checkedOut(unknown)).rejects.toMatchObject({ code: 'resource_missing' });
    await expect(stripe.coupons.create({ percent_off: 0 })).rejects.toMatchObject({ param: 'percent_off' });
  });

  it('leave an amount that taxes are added to', async () => {
    const { id: coupon } = await stripe.coupons.create({ percent_off: 50, duration: 'once' });
    const automatic_tax = { enabled: true };
    const { session } = await sandbox.checkedOut({ discounts: [{ coupon }], automatic_tax });
    expect(session).toMatchObject({ amount_subtotal: 2000, amount_total: 1100, total_details: { amount_tax: 100 } });
    const { id } = session.subscription as Stripe.Subscription;
    const [invoice] = (await stripe.invoices.list({ subscription: id })).data;
    expect(invoice).toMatchObject({ total: 1100, total_excluding_tax: 1000, automatic_tax: { status: 'complete' } });
    expect(invoice?.total_taxes).toMatchObject([{ amount: 100, taxable_amount: 1000 }]);
  });

  it('need an address of a customer who is taxed', async () => {
    const customer = await stripe.customers.create();
    const terms = { customer: customer.id, automatic_tax: { enabled: true } };
    await expect(sandbox.checkedOut(terms)).rejects.toMatchObject({ code: 'customer_tax_location_invalid' });
    const { session } = await sandbox.checkedOut({ ...terms, customer_update: { address: 'auto' } });
    expect(session.amount_total).toBe(2200);
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ address: { country: 'US' } });
  });
});
