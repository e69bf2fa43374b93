import { newPrice, newProduct, type PriceTerms } from './resources/catalogue.js';
import { newWebhookEndpoint } from './resources/webhook-endpoint.js';
import type { StripeState } from './state.js';
import type { Interval } from './types.js';

/** The price of the `pro` plan, as STRIPE_PRICE_ID names it. */
export const proPriceId = 'price_sandbox_pro_monthly';

/** The price of the `pro` plan for a year at once, as STRIPE_PRICE_ID_YEARLY names it. */
export const yearlyPriceId = 'price_sandbox_pro_yearly';

const intervals: readonly string[] = ['day', 'week', 'month', 'year'];

/** What the account always holds, whatever a restart brings: the catalogue and the application's webhook endpoint. */
export function seed(
  state: StripeState,
  given: { extraPriceIds: string[]; webhookUrl: string; webhookSecret: string },
): void {
  const now = Math.floor(Date.now() / 1000);
  addPrice(state, { id: proPriceId, product: 'prod_sandbox_pro', amount: 2000 }, 'Pro', now);
  addPrice(state, { id: yearlyPriceId, product: 'prod_sandbox_pro', amount: 20_000, interval: 'year' }, 'Pro', now);
  for (const words of given.extraPriceIds) {
    const terms = priceIn(words);
    addPrice(state, terms, terms.id, now);
  }
  const endpoint = newWebhookEndpoint(
    {
      id: 'we_sandbox',
      url: given.webhookUrl,
      apiVersion: state.webhookEndpoints.we_sandbox?.api_version ?? null,
      events: ['*'],
      description: 'The application',
      metadata: {},
    },
    state.webhookEndpoints.we_sandbox?.created ?? now,
  );
  state.webhookEndpoints.we_sandbox = endpoint;
  state.webhookSecrets.we_sandbox = given.webhookSecret;
}

function addPrice(state: StripeState, terms: PriceTerms, name: string, now: number): void {
  state.products[terms.product] ??= newProduct(terms.product, name, terms.id, now);
  state.prices[terms.id] ??= newPrice(terms, now);
}

/** A price in words: `price_team`, `price_team:5000`, `price_team:5000:month:3` (cents; $20.00 a month unless told). */
function priceIn(words: string): PriceTerms {
  const [id = '', amount = '2000', interval = 'month', count = '1'] = words.split(':');
  if (!/^\d{1,9}$/.test(amount) || !intervals.includes(interval) || !/^[1-9]\d?$/.test(count)) {
    throw new Error(`SANDBOX_PRICE_IDS has "${words}"; an entry is an id, an id:cents or an id:cents:interval:count.`);
  }
  return {
    id,
    product: `prod_sandbox_${id}`,
    amount: Number(amount),
    interval: interval as Interval,
    intervalCount: Number(count),
  };
}
