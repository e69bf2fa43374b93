import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Stripe } from 'stripe';

/** `ignored`: nobody asks for this type. `dead`: tried too often; a person must look. */
export type StripeEventStatus = 'pending' | 'processed' | 'ignored' | 'dead';

/** The inbox: each event of Stripe once, by its id, from the moment it is acknowledged. */
@Entity('stripe_events')
@Check('stripe_events_status_check', `status IN ('pending', 'processed', 'ignored', 'dead')`)
@Index('stripe_events_by_subject', ['subject'])
@Index('stripe_events_due', ['nextAttemptAt'], { where: `status = 'pending'` })
@Index('stripe_events_dead', ['receivedAt'], { where: `status = 'dead'` })
export class StripeEventRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'stripe_events_pkey' })
  id: string;

  @Column({ type: 'text' })
  type: string;

  /** What must not be worked on by two at once: the customer, or the event itself when it has none. */
  @Column({ type: 'text' })
  subject: string;

  @Column({ type: 'jsonb' })
  payload: Stripe.Event;

  @Column({ type: 'text' })
  status: StripeEventStatus;

  /** When Stripe made it. For the lag only: it decides nothing. */
  @Column({ type: 'timestamptz' })
  created: Date;

  @CreateDateColumn({ name: 'received_at', type: 'timestamptz' })
  receivedAt: Date;

  @Column({ type: 'integer', default: 0 })
  attempts: number;

  @Column({ name: 'next_attempt_at', type: 'timestamptz', default: () => 'now()' })
  nextAttemptAt: Date;

  @Column({ name: 'processed_at', type: 'timestamptz', nullable: true })
  processedAt: Date | null;

  @Column({ type: 'text', nullable: true })
  error: string | null;
}
