import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthReports } from '@app/metrics';
import { PreparedSql } from '@app/platform';
import {
  billingDrift,
  checkoutSessions,
  jobOldestAge,
  jobs,
  mrr,
  quotaRefused,
  subscriptions,
  webhookOldestPending,
  webhookPending,
} from './billing.metrics.js';
import { PlanCatalogue } from './plans/plan-catalogue.js';
import type { DriftKind } from './reconcile/drift.js';
import { Reconciler } from './reconcile/reconciler.service.js';
import { StripeClient } from './stripe/stripe.client.js';
import { STATUSES } from './subscription/access.js';

const WAITING = `
  SELECT count(*)::int AS count, coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 AS seconds
    FROM stripe_events WHERE status = 'pending'`;
const DEAD = `SELECT count(*)::int AS count FROM stripe_events WHERE status = 'dead'`;
const DRIFT = `SELECT found FROM billing_reconciliations WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1`;
/** A run that was cut off waits for the next one to go on with it. */
const RECONCILING = `
  SELECT coalesce(extract(epoch FROM now() - min(started_at)), 0)::float8 AS seconds
    FROM billing_reconciliations WHERE finished_at IS NULL`;
const SUBSCRIPTIONS = `
  SELECT plan, CASE WHEN status = ANY($1) THEN status ELSE 'other' END AS status, count(*)::int AS count
    FROM subscriptions GROUP BY 1, 2`;
const MRR = `
  SELECT currency, sum(monthly_amount)::float8 AS amount FROM subscriptions
   WHERE status IN ('active', 'past_due') AND currency ~ '^[a-z]{3}$' AND monthly_amount IS NOT NULL GROUP BY 1`;
const CACHED_MS = 30_000;

type Count = { plan: string; status: string; count: number };

/** What operators see of billing: numbers that are read from the database on a scrape, and whether Stripe is there. */
@Injectable()
export class BillingReports implements OnModuleInit {
  constructor(
    private readonly sql: PreparedSql,
    private readonly catalogue: PlanCatalogue,
    private readonly stripe: StripeClient,
    private readonly health: HealthReports,
    private readonly reconciler: Reconciler,
  ) {}

  onModuleInit(): void {
    this.health.add('stripe', () => Promise.resolve(this.stripe.isUp() ? 'up' : 'down'));
    const plan = this.catalogue.plans.map(({ name }) => name);
    for (const metric of [checkoutSessions, quotaRefused, subscriptions]) metric.startAtZero({ plan });
    this.collectInbox();
    this.collectMoney();
  }

  private collectInbox(): void {
    const waiting = this.shared<{ count: number; seconds: number }>('billing_events_waiting', WAITING);
    const dead = this.cached<{ count: number }>('billing_events_dead', DEAD);
    webhookPending.collect(async (set) => set({}, (await waiting())[0]!.count));
    webhookOldestPending.collect(async (set) => set({}, (await waiting())[0]!.seconds));
    const reconciling = this.cached<{ seconds: number }>('billing_reconciling', RECONCILING);
    jobOldestAge.collect(async (set) => {
      set({ queue: 'stripe_events' }, (await waiting())[0]!.seconds);
      set({ queue: 'reconcile' }, (await reconciling())[0]!.seconds);
    });
    jobs.collect(async (set) => {
      set({ queue: 'stripe_events', state: 'pending' }, (await waiting())[0]!.count);
      set({ queue: 'stripe_events', state: 'dead' }, (await dead())[0]!.count);
      set({ queue: 'reconcile', state: 'running' }, this.reconciler.isRunning() ? 1 : 0);
    });
    const drift = this.cached<{ found: Partial<Record<DriftKind, number>> }>('billing_drift', DRIFT);
    billingDrift.collect(async (set) => {
      const found = (await drift())[0]?.found ?? {};
      for (const [kind, count] of Object.entries(found)) set({ kind: kind as DriftKind }, count);
    });
  }

  private collectMoney(): void {
    const counted = this.cached<Count>('billing_subscriptions_count', SUBSCRIPTIONS, [STATUSES]);
    subscriptions.collect(async (set) => {
      for (const { plan, status, count } of await counted()) set({ plan, status }, count);
    });
    const revenue = this.cached<{ currency: string; amount: number }>('billing_mrr', MRR);
    mrr.collect(async (set) => {
      for (const { currency, amount } of await revenue()) set({ currency }, amount / smallestUnits(currency));
    });
  }

  /** Several gauges show one row: those of one scrape ask for it together. */
  private shared<R extends object>(name: string, text: string): () => Promise<R[]> {
    let asked: Promise<R[]> | undefined;
    return () => (asked ??= this.sql.rows<R>(name, text, []).finally(() => (asked = undefined)));
  }

  /** Scrapes may come often and from several places; what counts whole tables is read every half a minute at most. */
  private cached<R extends object>(name: string, text: string, values: unknown[] = []): () => Promise<R[]> {
    let rows: R[] = [];
    let readAt = -Infinity;
    return async () => {
      if (performance.now() - readAt < CACHED_MS) return rows;
      rows = await this.sql.rows<R>(name, text, values);
      readAt = performance.now();
      return rows;
    };
  }
}

/** A euro has a hundred, a yen one. */
function smallestUnits(currency: string): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return 10 ** maximumFractionDigits;
}
