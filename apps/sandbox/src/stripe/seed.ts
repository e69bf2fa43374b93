import { newPrice, newProduct, type PriceTerms } from './resources/catalogue.js';
import { newWebhookEndpoint } from './resources/webhook-endpoint.js';
import type { StripeState } from './state.js';

/** The price of the `pro` plan, as STRIPE_PRICE_ID names it. */
export const proPriceId = 'price_sandbox_pro_monthly';

/** What the account always holds, whatever a restart brings: the catalogue and the application's webhook endpoint. */
export function seed(
  state: StripeState,
  given: { extraPriceIds: string[]; webhookUrl: string; webhookSecret: string },
): void {
  const now = Math.floor(Date.now() / 1000);
  addPrice(state, { id: proPriceId, product: 'prod_sandbox_pro', amount: 2000 }, 'Pro', now);
  for (const id of given.extraPriceIds) {
    addPrice(state, { id, product: `prod_sandbox_${id}`, amount: 2000 }, id, now);
  }
  const endpoint = newWebhookEndpoint(
    { id: 'we_sandbox', url: given.webhookUrl, events: ['*'], description: 'The application', metadata: {} },
    state.webhookEndpoints.we_sandbox?.created ?? now,
  );
  state.webhookEndpoints.we_sandbox = endpoint;
  state.webhookSecrets.we_sandbox = given.webhookSecret;
}

function addPrice(state: StripeState, terms: PriceTerms, name: string, now: number): void {
  state.products[terms.product] ??= newProduct(terms.product, name, terms.id, now);
  state.prices[terms.id] ??= newPrice(terms, now);
}
