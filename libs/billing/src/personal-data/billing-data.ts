import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { inPages, PersonalData } from '@app/auth';
import { DataSource } from 'typeorm';

const PAGE = 200;

/** What billing keeps of a person. Cards, addresses and invoices are at Stripe, which has an export of its own. */
@Injectable()
export class BillingData implements OnModuleInit {
  constructor(
    private readonly data: PersonalData,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.data.add('billingCustomer', async (userId) => (await this.rows(CUSTOMER, userId))[0] ?? null);
    this.data.add('subscriptions', (userId) => this.rows(SUBSCRIPTIONS, userId));
    this.data.add('stripeEvents', (userId) =>
      inPages<{ id: string }>(PAGE, (last, size) => this.rows(STRIPE_EVENTS, userId, last?.id ?? '', size)),
    );
    this.data.add('quotas', (userId) =>
      inPages<{ quota: string; periodStart: Date }>(PAGE, (last, size) =>
        this.rows(QUOTAS, userId, last?.quota ?? '', last?.periodStart ?? '-infinity', size),
      ),
    );
    this.data.add('quotaCharges', (userId) =>
      inPages<{ quota: string; key: string }>(PAGE, (last, size) =>
        this.rows(QUOTA_CHARGES, userId, last?.quota ?? '', last?.key ?? '', size),
      ),
    );
  }

  private rows<Row extends object>(query: string, ...parameters: unknown[]): Promise<Row[]> {
    return this.dataSource.query<Row[]>(query, parameters);
  }
}

const CUSTOMER = `
  SELECT stripe_customer_id AS "stripeCustomerId", created_at AS "createdAt"
    FROM billing_customers WHERE user_id = $1`;

const SUBSCRIPTIONS = `
  SELECT stripe_subscription_id AS "stripeSubscriptionId", stripe_customer_id AS "stripeCustomerId", plan, price, status,
         current_period_start AS "currentPeriodStart", current_period_end AS "currentPeriodEnd",
         cancel_at_period_end AS "cancelAtPeriodEnd", pending_plan AS "pendingPlan", pending_price AS "pendingPrice",
         pending_at AS "pendingAt", monthly_amount AS "monthlyAmount", currency, started_at AS "startedAt",
         created_at AS "createdAt", updated_at AS "updatedAt"
    FROM subscriptions WHERE user_id = $1 ORDER BY id`;

// Without what they say: Stripe puts secrets of its pages into them, and is itself the place to ask.
const STRIPE_EVENTS = `
  SELECT id, type, created, received_at AS "receivedAt"
    FROM stripe_events
   WHERE subject = (SELECT stripe_customer_id FROM billing_customers WHERE user_id = $1) AND id > $2
   ORDER BY id LIMIT $3`;

const QUOTAS = `
  SELECT quota, period_start AS "periodStart", used
    FROM quota_usages
   WHERE user_id = $1 AND (quota, period_start) > ($2, $3::timestamptz)
   ORDER BY quota, period_start LIMIT $4`;

const QUOTA_CHARGES = `
  SELECT quota, key, period_start AS "periodStart", created_at AS "createdAt", settled_at AS "settledAt"
    FROM quota_charges
   WHERE user_id = $1 AND (quota, key) > ($2, $3)
   ORDER BY quota, key LIMIT $4`;
