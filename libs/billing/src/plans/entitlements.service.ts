import { Injectable, Logger } from '@nestjs/common';
import { PlanReader } from '@app/auth';
import { PreparedSql } from '@app/platform';
import type { Feature, FeatureAccess } from '@app/protocol';
import { BillingConfig } from '../billing.config.js';
import { EntitlementsUndecidable, FeatureNotInPlan } from '../billing.errors.js';
import { KnownSubscriptions } from '../subscription/known-subscriptions.js';
import { Subscription } from '../subscription/subscription.entity.js';
import { effectivePlan, explainFeatures, type Purchase } from './feature-access.js';
import { PlanCatalogue } from './plan-catalogue.js';

/** What a user may use right now, and the state of the subscription it comes from. */
export interface Entitlement {
  plan: string;
  features: Feature[];
  /** For every feature whether it is allowed, and why. */
  access: Record<Feature, FeatureAccess>;
  /** Stripe's own word, or `none` without a subscription. */
  status: string;
  currentPeriodEnd: Date | null;
  cancelAtPeriodEnd: boolean;
  /** While access outlives what is paid for: until when. */
  graceEndsAt: Date | null;
  /** Another plan that begins later. */
  pendingChange: { plan: string; price: string | null; at: Date } | null;
  /** Stripe's id of the price that a live subscription pays. */
  price: string | null;
}

// Of several subscriptions the live one counts, else the newest.
const SUBSCRIPTIONS_OF_USERS = `
  SELECT DISTINCT ON (user_id) user_id AS "userId", plan, price, status, current_period_start AS "currentPeriodStart",
         current_period_end AS "currentPeriodEnd", cancel_at_period_end AS "cancelAtPeriodEnd",
         pending_plan AS "pendingPlan", pending_price AS "pendingPrice", pending_at AS "pendingAt"
    FROM subscriptions
   WHERE user_id = ANY($1::uuid[])
   ORDER BY user_id, status IN ('active', 'trialing', 'past_due') DESC, started_at DESC, id DESC`;

type Row = Pick<
  Subscription,
  | 'userId'
  | 'plan'
  | 'price'
  | 'status'
  | 'currentPeriodStart'
  | 'currentPeriodEnd'
  | 'cancelAtPeriodEnd'
  | 'pendingPlan'
  | 'pendingPrice'
  | 'pendingAt'
>;

/** Says what users may use. Never guesses: when the database cannot answer, neither can this (503). */
@Injectable()
export class Entitlements extends PlanReader {
  private readonly logger = new Logger(Entitlements.name);

  constructor(
    private readonly sql: PreparedSql,
    private readonly catalogue: PlanCatalogue,
    private readonly config: BillingConfig,
    private readonly known: KnownSubscriptions,
  ) {
    super();
  }

  /** The effective plan of one user: a lapsed one counts as free. Asks the database, as everything that decides does. */
  async of(userId: string): Promise<Entitlement> {
    return (await this.ofMany([userId])).get(userId)!;
  }

  /** The same for many users, in one query. */
  async ofMany(userIds: string[]): Promise<Map<string, Entitlement>> {
    const subscriptions = await this.known.remember(() => this.read(userIds));
    const now = new Date();
    return new Map(userIds.map((id) => [id, this.entitlementFrom(subscriptions.get(id) ?? null, now)]));
  }

  /** The same from memory where that is certain: for showing it, where a change may be some milliseconds late. */
  async knownOf(userId: string): Promise<Entitlement> {
    const known = this.known.find(userId);
    return known ? this.entitlementFrom(known.value, new Date()) : this.of(userId);
  }

  planOf(userId: string): Promise<{ plan: string; features: Feature[] }> {
    return this.knownOf(userId);
  }

  /** Throws `FeatureNotInPlan` unless the user's plan has the feature. */
  async require(userId: string, feature: Feature): Promise<void> {
    const { access } = await this.of(userId);
    if (!access[feature]?.allowed) throw new FeatureNotInPlan(feature, this.catalogue.namesWith(feature));
  }

  private async read(userIds: string[]): Promise<Map<string, Subscription | null>> {
    try {
      const rows = await this.sql.rows<Row>('billing_subscriptions_of_users', SUBSCRIPTIONS_OF_USERS, [userIds]);
      const subscriptions = new Map<string, Subscription | null>(userIds.map((id) => [id, null]));
      for (const row of rows) subscriptions.set(row.userId, Object.assign(new Subscription(), row));
      return subscriptions;
    } catch (error) {
      this.logger.warn(`Plans cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      throw new EntitlementsUndecidable();
    }
  }

  private entitlementFrom(subscription: Subscription | null, now: Date): Entitlement {
    const purchase = subscription && this.purchaseOf(subscription, now);
    const { name, features } = effectivePlan(purchase, this.catalogue);
    return {
      plan: name,
      features,
      access: explainFeatures(purchase, this.catalogue),
      status: subscription?.statusFor(purchase!.access.allowed) ?? 'none',
      currentPeriodEnd: subscription?.currentPeriodEnd ?? null,
      cancelAtPeriodEnd: subscription?.cancelAtPeriodEnd ?? false,
      graceEndsAt: purchase?.access.graceEndsAt ?? null,
      pendingChange: subscription?.pendingChange(now) ?? null,
      price: subscription?.isLive() ? subscription.price : null,
    };
  }

  private purchaseOf(subscription: Subscription, now: Date): Purchase {
    const { grace_seconds: seconds, past_due_grace_days: pastDueDays } = this.config.billing;
    return {
      plan: this.catalogue.find(subscription.plan),
      access: subscription.access({ seconds, pastDueDays }, now),
    };
  }
}
