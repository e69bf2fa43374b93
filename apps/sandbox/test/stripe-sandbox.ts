import Stripe from 'stripe';
import { startStripe } from '../src/stripe/stripe.server.js';
import { postForm, started } from './started.js';
import { checkoutTerms, clientOptions, stripeControls } from './stripe-client.js';
import { webhookReceiver } from './webhook-receiver.js';

/** A card that works, and the cards of specs that do not. */
export const cards = {
  works: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  failsLater: '4000 0000 0000 0341',
  disputed: '4000 0000 0000 0259',
};

export const days = (count: number) => count * 86_400;

/** A pretend Stripe with a receiver for its webhooks, Stripe's own client, and what specs do over and over. */
export async function stripeSandbox() {
  const receiver = await webhookReceiver();
  const sandbox = await started(startStripe, { webhookUrl: receiver.url });
  const part = sandbox.part();
  const stripe = new Stripe(part.environment.STRIPE_SECRET_KEY as string, clientOptions(part));
  const controls = stripeControls(part.url);

  /** A customer whose card is on file. */
  async function customerWith(card = cards.works, terms: Stripe.CustomerCreateParams = {}) {
    const customer = await stripe.customers.create({ email: 'ada@example.com', ...terms });
    const method = await stripe.paymentMethods.create({ type: 'card', card: { number: card } as never });
    await stripe.paymentMethods.attach(method.id, { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
    return customer;
  }

  /** A customer with a subscription to the monthly price, unless told otherwise. */
  async function subscribed(terms: Partial<Stripe.SubscriptionCreateParams> = {}, card = cards.works) {
    const customer = await customerWith(card);
    const items = [{ price: part.environment.STRIPE_PRICE_ID as string }];
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items, ...terms });
    return { customer, subscription, item: subscription.items.data[0]?.id as string };
  }

  /** A price of the demo product. */
  const priceOf = async (unit_amount: number, interval: 'month' | 'year' = 'month') =>
    (await stripe.prices.create({ product: 'prod_sandbox_pro', currency: 'usd', unit_amount, recurring: { interval } }))
      .id;

  /** Pays a checkout of these terms, on the page. */
  async function checkedOut(
    terms: Partial<Stripe.Checkout.SessionCreateParams> = {},
    form: Record<string, string> = {},
  ) {
    const session = await stripe.checkout.sessions.create({ ...checkoutTerms(), ...terms });
    const fields = { card: cards.works, email: 'ada@example.com', name: 'Ada Lovelace', action: 'pay', ...form };
    const answer = await postForm(session.url as string, fields);
    return { answer, session: await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] }) };
  }

  const invoicesOf = async (subscription: string) =>
    (await stripe.invoices.list({ subscription })).data.map(({ total, billing_reason, status }) => ({
      total,
      billing_reason,
      status,
    }));

  return {
    url: part.url,
    part,
    receiver,
    stripe,
    controls,
    customerWith,
    subscribed,
    priceOf,
    checkedOut,
    invoicesOf,
    /** The types of the events so far, oldest first. */
    eventTypes: async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse(),
    stop: async () => {
      await sandbox.stop();
      await receiver.close();
    },
  };
}

export type StripeSandbox = Awaited<ReturnType<typeof stripeSandbox>>;
