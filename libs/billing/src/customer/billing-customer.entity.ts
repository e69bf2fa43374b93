import { User } from '@app/auth';
import { Column, CreateDateColumn, Entity, Index, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';

/** A user's one customer at Stripe, and the last checkout that was opened for it. */
@Entity('billing_customers')
export class BillingCustomer {
  @OneToOne(() => User, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'billing_customers_user_id_fkey' })
  user: Relation<User>;

  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'billing_customers_pkey' })
  userId: string;

  @Index('billing_customers_stripe_customer_id_key', { unique: true })
  @Column({ name: 'stripe_customer_id', type: 'text', nullable: true })
  stripeCustomerId: string | null;

  @Column({ name: 'checkout_session_id', type: 'text', nullable: true })
  checkoutSessionId: string | null;

  /**
   * How many of the user's changes Stripe has answered, done or refused. It goes into the idempotency keys of the next: a
   * change whose answer was lost is repeated with the same key, and the same wish some minutes later is another one.
   */
  @Column({ type: 'integer', default: 0 })
  changes: number;

  /** Who is buying, changing or ending something for this user right now, and until when that holds if they never say that they are done. */
  @Column({ name: 'locked_by', type: 'uuid', nullable: true })
  lockedBy: string | null;

  @Column({ name: 'locked_until', type: 'timestamptz', nullable: true })
  lockedUntil: Date | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
