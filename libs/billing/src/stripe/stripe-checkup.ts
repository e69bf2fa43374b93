import type { Stripe } from 'stripe';
import { BillingConfig, pricesOf, stripeModeOf } from '../billing.config.js';
import { API_VERSION, StripeClient } from './stripe.client.js';

/** One thing that was looked at, and how it is. */
export interface StripeFinding {
  check: string;
  ok: boolean;
  detail: string;
}

/** Without these events our copy of Stripe would be late until the next reconciliation. */
const NEEDED = [
  'checkout.session.completed',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'invoice.paid',
  'invoice.payment_failed',
];

/** Asks Stripe whether what is configured here is so there too: key, mode, prices, and the webhook's address. Changes nothing. */
export async function checkStripe(config: BillingConfig): Promise<StripeFinding[]> {
  const client = new StripeClient(config);
  const key = await checkKey(client);
  const findings = [key, checkMode(config)];
  if (!key.ok) return findings;
  const prices = Object.entries(config.plans).flatMap(([plan, settings]) =>
    pricesOf(settings).map((price) => ({ plan, price })),
  );
  const currencies = new Set<string>();
  for (const { plan, price } of prices) findings.push(await checkPrice(client, plan, price, currencies));
  findings.push(checkCurrencies(currencies));
  findings.push(await checkWebhook(client, `${config.publicUrl}/billing/webhook`));
  return findings;
}

async function checkKey(client: StripeClient): Promise<StripeFinding> {
  const check = 'Stripe key';
  try {
    await client.ask('subscriptions.list', (stripe) => stripe.subscriptions.list({ limit: 1 }), 'brisk');
    return { check, ok: true, detail: `accepted with API version ${API_VERSION}` };
  } catch {
    return { check, ok: false, detail: `Stripe is away, or refuses the key or API version ${API_VERSION}` };
  }
}

function checkMode(config: BillingConfig): StripeFinding {
  const mode = stripeModeOf(config);
  const ok = config.nodeEnv !== 'production' || mode === 'live' || config.allowTestEndpoints;
  const detail = ok ? mode : `${mode}, but NODE_ENV is production: nobody pays real money`;
  return { check: 'Stripe mode', ok, detail };
}

async function checkPrice(
  client: StripeClient,
  plan: string,
  id: string,
  currencies: Set<string>,
): Promise<StripeFinding> {
  const check = `price of ${plan}`;
  const price = await client
    .find('prices.retrieve', (stripe) => stripe.prices.retrieve(id), 'brisk')
    .catch(() => undefined);
  if (!price) return { check, ok: false, detail: `${id} ${price === null ? 'does not exist' : 'could not be read'}` };
  if (price.active === false) return { check, ok: false, detail: `${id} is archived` };
  if (!price.recurring) return { check, ok: false, detail: `${id} is paid once, not as a subscription` };
  currencies.add(price.currency);
  const amount = `${price.unit_amount ?? '?'} ${price.currency} a ${price.recurring.interval}`;
  return { check, ok: true, detail: `${id}, ${amount} (smallest unit)` };
}

/** A customer at Stripe has one currency, so nobody could change between plans in different ones. */
function checkCurrencies(currencies: Set<string>): StripeFinding {
  const ok = currencies.size < 2;
  const detail = [...currencies].join(', ') || 'none';
  return { check: 'currency of the prices', ok, detail: ok ? detail : `more than one: ${detail}` };
}

async function checkWebhook(client: StripeClient, url: string): Promise<StripeFinding> {
  const check = 'webhook at Stripe';
  let endpoints: Stripe.WebhookEndpoint[];
  try {
    const list = await client.ask(
      'webhook_endpoints.list',
      (stripe) => stripe.webhookEndpoints.list({ limit: 100 }),
      'brisk',
    );
    endpoints = list.data.filter((endpoint) => endpoint.url === url);
  } catch {
    return { check, ok: false, detail: 'the endpoints could not be read' };
  }
  if (endpoints.length === 0) return { check, ok: false, detail: `none is registered for ${url}` };
  const enabled = endpoints.filter(({ status }) => status !== 'disabled');
  if (enabled.length === 0) return { check, ok: false, detail: `${url} is disabled` };
  const types = new Set<string>(enabled.flatMap(({ enabled_events }) => enabled_events));
  const missing = types.has('*') ? [] : NEEDED.filter((type) => !types.has(type));
  if (missing.length > 0) return { check, ok: false, detail: `${url} does not get ${missing.join(', ')}` };
  return { check, ok: true, detail: `${url} gets what it needs` };
}
