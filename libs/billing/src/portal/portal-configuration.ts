import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { Stripe } from 'stripe';
import { BillingConfig } from '../billing.config.js';
import { StripeRefused } from '../billing.errors.js';
import { PlanCatalogue } from '../plans/plan-catalogue.js';
import { idempotencyKey } from '../stripe/idempotency-key.js';
import { idOf } from '../stripe/stripe-shapes.js';
import { StripeClient } from '../stripe/stripe.client.js';

type Params = Stripe.BillingPortal.ConfigurationCreateParams;

const KNOWN_MS = 10 * 60 * 1000;

/** What customers may do in Stripe's portal: as set up in Stripe's dashboard, else as made here, once per account. */
@Injectable()
export class PortalConfiguration {
  private known?: { id: string | null; until: number };

  constructor(
    private readonly stripe: StripeClient,
    private readonly catalogue: PlanCatalogue,
    private readonly config: BillingConfig,
  ) {}

  /** The id of the configuration to name; null when the account's own is to be used. */
  async find(): Promise<string | null> {
    if (this.known && performance.now() < this.known.until) return this.known.id;
    const id = await this.read();
    this.known = { id, until: performance.now() + KNOWN_MS };
    return id;
  }

  private async read(): Promise<string | null> {
    try {
      const { data } = await this.stripe.ask('billing_portal.configurations.list', (stripe) =>
        stripe.billingPortal.configurations.list({ active: true, limit: 100 }),
      );
      if (data.some(({ is_default }) => is_default)) return null;
      return await this.ensure(data.find(({ metadata }) => metadata?.application === this.config.publicUrl));
    } catch (error) {
      // A restricted key may open the portal and yet not look at its configuration.
      if (error instanceof StripeRefused) return null;
      throw error;
    }
  }

  /** What is sold may have changed since the configuration was made. */
  private async ensure(found: Stripe.BillingPortal.Configuration | undefined): Promise<string> {
    const features = await this.features();
    const mark = createHash('sha256').update(JSON.stringify(features)).digest('hex').slice(0, 32);
    const params: Params = { features, metadata: { application: this.config.publicUrl, features: mark } };
    if (found?.metadata?.features === mark) return found.id;
    const options = { idempotencyKey: idempotencyKey('portal', [params, found?.id, found?.metadata?.features]) };
    const { id } = found
      ? await this.stripe.ask('billing_portal.configurations.update', (stripe) =>
          stripe.billingPortal.configurations.update(found.id, params, options),
        )
      : await this.stripe.ask('billing_portal.configurations.create', (stripe) =>
          stripe.billingPortal.configurations.create(params, options),
        );
    return id;
  }

  private async features(): Promise<Params['features']> {
    return {
      customer_update: { enabled: true, allowed_updates: ['address', 'tax_id'] },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: { enabled: true, mode: 'at_period_end' },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ['price'],
        products: await this.products(),
        // The same rules as for changes that are made here.
        proration_behavior: 'always_invoice',
        schedule_at_period_end: { conditions: [{ type: 'decreasing_item_amount' }, { type: 'shortening_interval' }] },
      },
    };
  }

  private async products(): Promise<{ product: string; prices: string[] }[]> {
    const prices = await Promise.all(
      this.catalogue.plans
        .flatMap(({ prices }) => prices)
        .map((id) => this.stripe.ask('prices.retrieve', (stripe) => stripe.prices.retrieve(id))),
    );
    const byProduct = Map.groupBy(prices, ({ product }) => idOf(product)!);
    return [...byProduct].map(([product, its]) => ({ product, prices: its.map(({ id }) => id) }));
  }
}
