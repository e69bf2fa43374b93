import type Stripe from 'stripe';
import { postForm } from '../../../test/started.js';
import { cards, stripeSandbox, type StripeSandbox } from '../../../test/stripe-sandbox.js';

describe('payments', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;

  beforeEach(async () => {
    sandbox = await stripeSandbox();
    ({ stripe } = sandbox);
  });

  afterEach(() => sandbox.stop());

  /** A subscription, and the charge that paid for it as an application finds it: by its invoice. */
  async function paid(card = cards.works) {
    const { subscription, customer } = await sandbox.subscribed({}, card);
    const invoice = subscription.latest_invoice as string;
    const [payment] = (await stripe.invoicePayments.list({ invoice })).data;
    const intent = await stripe.paymentIntents.retrieve(payment?.payment.payment_intent as string, {
      expand: ['latest_charge'],
    });
    return { subscription, customer, invoice, payment, intent, charge: intent.latest_charge as Stripe.Charge };
  }

  it('of an invoice are a payment intent and its charge', async () => {
    const { invoice, payment, intent, charge } = await paid();
    expect(payment).toMatchObject({ amount_paid: 2000, status: 'paid', payment: { type: 'payment_intent' } });
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 2000 });
    expect(charge).toMatchObject({ paid: true, amount: 2000, payment_intent: intent.id });
    const whole = await stripe.invoices.retrieve(invoice, { expand: ['payments'] });
    expect(whole.payments?.data.map(({ id }) => id)).toEqual([payment?.id]);
    const byIntent = { payment: { type: 'payment_intent' as const, payment_intent: intent.id } };
    expect((await stripe.invoicePayments.list(byIntent)).data).toHaveLength(1);
    expect((await stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(1);
  });

  it('that fail leave a failed charge', async () => {
    const { charge, intent } = await paid(cards.failsLater);
    expect(charge).toMatchObject({ status: 'failed', paid: false, failure_code: 'card_declined' });
    expect(intent.status).toBe('requires_payment_method');
    expect(await sandbox.eventTypes()).toEqual(expect.arrayContaining(['charge.failed', 'invoice.payment_failed']));
  });

  it('are given back in part, then in full, and no more than that', async () => {
    const { intent, charge } = await paid();
    const part = await stripe.refunds.create({ payment_intent: intent.id, amount: 500, reason: 'duplicate' });
    expect(part).toMatchObject({ amount: 500, status: 'succeeded', charge: charge.id, reason: 'duplicate' });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 500, refunded: false });
    await expect(stripe.refunds.create({ charge: charge.id, amount: 1600 })).rejects.toThrow(/greater than unrefunded/);
    expect((await stripe.refunds.create({ charge: charge.id })).amount).toBe(1500);
    const whole = await stripe.charges.retrieve(charge.id, { expand: ['refunds'] });
    expect([whole.refunded, whole.refunds?.data.length]).toEqual([true, 2]);
    await expect(stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    const types = await sandbox.eventTypes();
    expect(types.filter((type) => type === 'charge.refunded')).toHaveLength(2);
    expect(types.filter((type) => type === 'refund.created')).toHaveLength(2);
    expect((await stripe.refunds.list({ charge: charge.id })).data).toHaveLength(2);
  });

  it('with a certain card are disputed at once, and evidence decides', async () => {
    const { charge } = await paid(cards.disputed);
    const [dispute] = (await stripe.disputes.list({ charge: charge.id })).data as [Stripe.Dispute];
    expect(dispute).toMatchObject({ status: 'needs_response', reason: 'fraudulent', amount: 2000 });
    await expect(stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({ code: 'charge_disputed' });
    const evidence = { uncategorized_text: 'winning_evidence' };
    expect((await stripe.disputes.update(dispute.id, { evidence })).status).toBe('won');
    await expect(stripe.disputes.close(dispute.id)).rejects.toThrow(/already closed/);
    const types = await sandbox.eventTypes();
    expect(types).toEqual(expect.arrayContaining(['charge.dispute.created', 'charge.dispute.closed']));
  });

  it('that are disputed are lost when nothing is said for them', async () => {
    const { charge } = await paid(cards.disputed);
    const [dispute] = (await stripe.disputes.list({ charge: charge.id })).data as [Stripe.Dispute];
    expect((await stripe.disputes.close(dispute.id)).status).toBe('lost');
  });

  it('are given back and disputed by buttons too', async () => {
    const first = await paid();
    const second = await paid();
    const page = await (await fetch(sandbox.url)).text();
    expect(page).toContain(`/_sandbox/invoices/${first.invoice}/refund`);
    await postForm(`${sandbox.url}/_sandbox/invoices/${first.invoice}/refund`, {});
    await postForm(`${sandbox.url}/_sandbox/invoices/${second.invoice}/dispute`, {});
    expect((await stripe.charges.retrieve(first.charge.id)).refunded).toBe(true);
    const [dispute] = (await stripe.disputes.list()).data as [Stripe.Dispute];
    await postForm(`${sandbox.url}/_sandbox/disputes/${dispute.id}`, { outcome: 'lost' });
    expect((await stripe.disputes.retrieve(dispute.id)).status).toBe('lost');
  });
});
