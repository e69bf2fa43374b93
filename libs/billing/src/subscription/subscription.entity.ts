import { User } from '@app/auth';
import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  type Relation,
} from 'typeorm';
import { accessOf, type Access, type Grace } from './access.js';

/** Statuses that hold a user's one place for a subscription; the partial unique index names the same ones. */
export const LIVE_STATUSES: readonly string[] = ['active', 'trialing', 'past_due'];
/** These give nobody anything and never change again. */
export const ENDED_STATUSES: readonly string[] = ['canceled', 'incomplete_expired'];

const NO_GRACE: Grace = { seconds: 0, pastDueDays: 0 };

/** What Stripe last told us of one subscription. A cache: Stripe is the truth. */
@Entity('subscriptions')
@Index('one_live_subscription_per_user', ['userId'], {
  unique: true,
  where: `status IN ('active', 'trialing', 'past_due')`,
})
@Index('subscriptions_by_user', ['userId'])
@Index('subscriptions_by_customer', ['stripeCustomerId'])
export class Subscription {
  @PrimaryGeneratedColumn({ primaryKeyConstraintName: 'subscriptions_pkey' })
  id: number;

  @ManyToOne(() => User, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'subscriptions_user_id_fkey' })
  user: Relation<User>;

  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  @Column({ name: 'stripe_customer_id', type: 'text' })
  stripeCustomerId: string;

  @Index('subscriptions_stripe_subscription_id_key', { unique: true })
  @Column({ name: 'stripe_subscription_id', type: 'text' })
  stripeSubscriptionId: string;

  @Column({ type: 'text' })
  plan: string;

  /** Stripe's id of the price that is paid. */
  @Column({ type: 'text', nullable: true })
  price: string | null;

  /** Stripe's own word; text, because Stripe may add one. */
  @Column({ type: 'text' })
  status: string;

  @Column({ name: 'current_period_start', type: 'timestamptz', nullable: true })
  currentPeriodStart: Date | null;

  @Column({ name: 'current_period_end', type: 'timestamptz', nullable: true })
  currentPeriodEnd: Date | null;

  @Column({ name: 'cancel_at_period_end', type: 'boolean', default: false })
  cancelAtPeriodEnd: boolean;

  /** The plan that it will have later, and from when, as after a downgrade. */
  @Column({ name: 'pending_plan', type: 'text', nullable: true })
  pendingPlan: string | null;

  @Column({ name: 'pending_price', type: 'text', nullable: true })
  pendingPrice: string | null;

  @Column({ name: 'pending_at', type: 'timestamptz', nullable: true })
  pendingAt: Date | null;

  /** What it brings in a month, in the currency's smallest unit; null when its price does not say. */
  @Column({ name: 'monthly_amount', type: 'integer', nullable: true })
  monthlyAmount: number | null;

  @Column({ type: 'text', nullable: true })
  currency: string | null;

  /** When Stripe created it: of several subscriptions without a live one, the newest counts. */
  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt: Date;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  /** Another plan that begins later, while it lives that long. */
  pendingChange(now = new Date()): { plan: string; price: string | null; at: Date } | null {
    if (!this.pendingPlan || !this.pendingAt || this.pendingAt <= now || !this.isLive()) return null;
    return { plan: this.pendingPlan, price: this.pendingPrice, at: this.pendingAt };
  }

  isLive(): boolean {
    return LIVE_STATUSES.includes(this.status);
  }

  /** Whether it gives its plan now, and why. */
  access(grace: Grace, now = new Date()): Access {
    return accessOf(this, grace, now);
  }

  /** Paid for, or on trial, and inside the period. */
  isActive(now = new Date()): boolean {
    return this.access(NO_GRACE, now).allowed;
  }

  /** Outside what is paid for, but still let through: shortly after the period's end, or while a payment is tried again. */
  onGracePeriod(grace: Grace, now = new Date()): boolean {
    return this.access(grace, now).graceEndsAt !== null;
  }

  /** The status to show: a paid one whose time is over is as good as canceled, even before Stripe says so. */
  statusFor(isAllowed: boolean): string {
    const isPaid = this.status === 'active' || this.status === 'trialing';
    return isPaid && !isAllowed ? 'canceled' : this.status;
  }
}
