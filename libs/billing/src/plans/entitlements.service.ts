import { Injectable, Logger } from '@nestjs/common';
import { PlanReader } from '@app/auth';
import { PreparedSql } from '@app/platform';
import type { Feature } from '@app/protocol';
import { BillingConfig } from '../billing.config.js';
import { EntitlementsUndecidable, FeatureNotInPlan } from '../billing.errors.js';
import { Subscription } from '../subscription/subscription.entity.js';
import { PlanCatalogue } from './plan-catalogue.js';

/** What a user may use right now, and the state of the subscription it comes from. */
export interface Entitlement {
  plan: string;
  features: Feature[];
  /** Stripe's own word, or `none` without a subscription. */
  status: string;
  currentPeriodEnd: Date | null;
  cancelAtPeriodEnd: boolean;
}

// Of several subscriptions the live one counts, else the newest.
const SUBSCRIPTIONS_OF_USERS = `
  SELECT DISTINCT ON (user_id) user_id AS "userId", plan, status, current_period_start AS "currentPeriodStart",
         current_period_end AS "currentPeriodEnd", cancel_at_period_end AS "cancelAtPeriodEnd"
    FROM subscriptions
   WHERE user_id = ANY($1::uuid[])
   ORDER BY user_id, status IN ('active', 'trialing', 'past_due') DESC, started_at DESC, id DESC`;

type Row = Pick<
  Subscription,
  'userId' | 'plan' | 'status' | 'currentPeriodStart' | 'currentPeriodEnd' | 'cancelAtPeriodEnd'
>;

/** Says what users may use. Never guesses: when the database cannot answer, neither can this (503). */
@Injectable()
export class Entitlements extends PlanReader {
  private readonly logger = new Logger(Entitlements.name);

  constructor(
    private readonly sql: PreparedSql,
    private readonly catalogue: PlanCatalogue,
    private readonly config: BillingConfig,
  ) {
    super();
  }

  /** The effective plan of one user: a lapsed one counts as free. */
  async of(userId: string): Promise<Entitlement> {
    return (await this.ofMany([userId])).get(userId)!;
  }

  /** The same for many users, in one query. */
  async ofMany(userIds: string[]): Promise<Map<string, Entitlement>> {
    const now = new Date();
    const rows = await this.read(userIds);
    const subscriptions = new Map(rows.map((row) => [row.userId, Object.assign(new Subscription(), row)]));
    return new Map(userIds.map((id) => [id, this.entitlementFrom(subscriptions.get(id), now)]));
  }

  planOf(userId: string): Promise<{ plan: string; features: Feature[] }> {
    return this.of(userId);
  }

  /** Throws `FeatureNotInPlan` unless the user's plan has the feature. */
  async require(userId: string, feature: Feature): Promise<void> {
    const { features } = await this.of(userId);
    if (!features.includes(feature)) throw new FeatureNotInPlan(feature, this.catalogue.namesWith(feature));
  }

  private async read(userIds: string[]): Promise<Row[]> {
    try {
      return await this.sql.rows<Row>('billing_subscriptions_of_users', SUBSCRIPTIONS_OF_USERS, [userIds]);
    } catch (error) {
      this.logger.warn(`Plans cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      throw new EntitlementsUndecidable();
    }
  }

  private entitlementFrom(subscription: Subscription | undefined, now: Date): Entitlement {
    const { grace_seconds: seconds, past_due_grace_days: pastDueDays } = this.config.billing;
    const isAllowed = subscription?.isActive(now) || subscription?.onGracePeriod({ seconds, pastDueDays }, now);
    // A plan that is no longer in the configuration gives what the free plan gives.
    const plan = (isAllowed && this.catalogue.find(subscription!.plan)) || this.catalogue.free();
    return {
      plan: plan.name,
      features: plan.features,
      status: subscription?.statusFor(Boolean(isAllowed)) ?? 'none',
      currentPeriodEnd: subscription?.currentPeriodEnd ?? null,
      cancelAtPeriodEnd: subscription?.cancelAtPeriodEnd ?? false,
    };
  }
}
