import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** `dead`: Stripe never said whether it has it, for so long that asking again could count it twice. */
export type MeterReportStatus = 'pending' | 'sent' | 'dead';

/** The outbox: each turn once, from the moment it is reported until Stripe's meter has it. */
@Entity('meter_reports')
@Check('meter_reports_status_check', `status IN ('pending', 'sent', 'dead')`)
@Index('meter_reports_due', ['nextAttemptAt'], { where: `status = 'pending'` })
@Index('meter_reports_sent', ['usedAt'], { where: `status = 'sent'` })
export class MeterReport {
  @PrimaryColumn({ name: 'turn_id', type: 'uuid', primaryKeyConstraintName: 'meter_reports_pkey' })
  turnId: string;

  @Column({ name: 'stripe_customer_id', type: 'text' })
  stripeCustomerId: string;

  @Column({ type: 'text', default: 'pending' })
  status: MeterReportStatus;

  @Column({ name: 'used_at', type: 'timestamptz', default: () => 'now()' })
  usedAt: Date;

  @Column({ type: 'integer', default: 0 })
  attempts: number;

  @Column({ name: 'first_attempt_at', type: 'timestamptz', nullable: true })
  firstAttemptAt: Date | null;

  @Column({ name: 'next_attempt_at', type: 'timestamptz', default: () => 'now()' })
  nextAttemptAt: Date;
}
