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

/** Statuses that hold a user's one place for a subscription; the partial unique index names the same ones. */
export const LIVE_STATUSES: readonly string[] = ['active', 'trialing', 'past_due'];

/** How long access outlives what is paid. */
export interface Grace {
  seconds: number;
  pastDueDays: number;
}

const SECOND = 1000;
const DAY = 86_400 * SECOND;

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

  /** Stripe's own word; text, because Stripe may add one. */
  @Column({ type: 'text' })
  status: string;

  @Column({ name: 'current_period_start', type: 'timestamptz', nullable: true })
  currentPeriodStart: Date | null;

  @Column({ name: 'current_period_end', type: 'timestamptz', nullable: true })
  currentPeriodEnd: Date | null;

  @Column({ name: 'cancel_at_period_end', type: 'boolean', default: false })
  cancelAtPeriodEnd: boolean;

  /** When Stripe created it: of several subscriptions without a live one, the newest counts. */
  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt: Date;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  isLive(): boolean {
    return LIVE_STATUSES.includes(this.status);
  }

  /** Paid for, or on trial, and inside the period. */
  isActive(now = new Date()): boolean {
    return this.isPaid() && this.currentPeriodEnd !== null && now < this.currentPeriodEnd;
  }

  /** Outside what is paid for, but still let through: shortly after the period's end, or while a payment is tried again. */
  onGracePeriod(grace: Grace, now = new Date()): boolean {
    if (this.isPaid()) return isWithin(this.currentPeriodEnd, grace.seconds * SECOND, now);
    return this.status === 'past_due' && isWithin(this.unpaidSince(now), grace.pastDueDays * DAY, now);
  }

  /** The status to show: a paid one whose time is over is as good as canceled, even before Stripe says so. */
  statusFor(isAllowed: boolean): string {
    return this.isPaid() && !isAllowed ? 'canceled' : this.status;
  }

  private isPaid(): boolean {
    return this.status === 'active' || this.status === 'trialing';
  }

  /** Stripe rolls the period on when a renewal fails, so the unpaid period is the current one unless that is over already. */
  private unpaidSince(now: Date): Date | null {
    const isOver = this.currentPeriodEnd !== null && this.currentPeriodEnd <= now;
    return isOver ? this.currentPeriodEnd : this.currentPeriodStart;
  }
}

function isWithin(start: Date | null, milliseconds: number, now: Date): boolean {
  return start !== null && now >= start && now.getTime() < start.getTime() + milliseconds;
}
