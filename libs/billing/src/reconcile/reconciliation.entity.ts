import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { DriftKind } from './drift.js';

/** In this order. Events come first: what they bring is no drift any more when the rest is compared. */
export const PHASES = ['events', 'subscriptions', 'ours', 'customers'] as const;
export type Phase = (typeof PHASES)[number];

/** One comparison of Stripe with us, from its first page to its last, whichever process works on it. */
@Entity('billing_reconciliations')
export class Reconciliation {
  @PrimaryGeneratedColumn('identity', {
    type: 'integer',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'billing_reconciliations_pkey',
  })
  id: number;

  @CreateDateColumn({ name: 'started_at', type: 'timestamptz' })
  startedAt: Date;

  @Column({ type: 'text' })
  phase: Phase;

  /** The last one that was looked at in this phase. */
  @Column({ type: 'text', nullable: true })
  cursor: string | null;

  /** How many differences of each kind were found. */
  @Column({ type: 'jsonb', default: {} })
  found: Partial<Record<DriftKind, number>>;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;
}
