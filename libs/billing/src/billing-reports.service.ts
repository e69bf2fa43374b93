import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthReports } from '@app/metrics';
import { PreparedSql } from '@app/platform';
import { checkoutSessions, quotaRefused, STATUSES, subscriptions, webhookPending } from './billing.metrics.js';
import { PlanCatalogue } from './plans/plan-catalogue.js';
import { StripeClient } from './stripe/stripe.client.js';

const PENDING = `SELECT count(*)::int AS count FROM stripe_events WHERE status = 'pending'`;
const SUBSCRIPTIONS = `
  SELECT plan, CASE WHEN status = ANY($1) THEN status ELSE 'other' END AS status, count(*)::int AS count
    FROM subscriptions GROUP BY 1, 2`;
const CACHED_MS = 30_000;

type Row = { plan: string; status: string; count: number };

/** What operators see of billing: numbers that are read from the database on a scrape, and whether Stripe is there. */
@Injectable()
export class BillingReports implements OnModuleInit {
  private counted: Row[] = [];
  private countedAt = -Infinity;

  constructor(
    private readonly sql: PreparedSql,
    private readonly catalogue: PlanCatalogue,
    private readonly stripe: StripeClient,
    private readonly health: HealthReports,
  ) {}

  onModuleInit(): void {
    this.health.add('stripe', () => Promise.resolve(this.stripe.isUp() ? 'up' : 'down'));
    const plan = this.catalogue.plans.map(({ name }) => name);
    for (const metric of [checkoutSessions, quotaRefused, subscriptions]) metric.startAtZero({ plan });
    webhookPending.collect(async (set) => {
      const [row] = await this.sql.rows<{ count: number }>('billing_events_pending', PENDING, []);
      set({}, row!.count);
    });
    subscriptions.collect(async (set) => {
      for (const { plan, status, count } of await this.countSubscriptions()) set({ plan, status }, count);
    });
  }

  private async countSubscriptions(): Promise<Row[]> {
    if (performance.now() - this.countedAt > CACHED_MS) {
      this.counted = await this.sql.rows<Row>('billing_subscriptions_count', SUBSCRIPTIONS, [STATUSES]);
      this.countedAt = performance.now();
    }
    return this.counted;
  }
}
