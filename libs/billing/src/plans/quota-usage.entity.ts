import { User } from '@app/auth';
import { Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

/** How much of a quota a user has used in one period. */
@Entity('quota_usages')
export class QuotaUsage {
  @ManyToOne(() => User, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'quota_usages_user_id_fkey' })
  user: Relation<User>;

  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'quota_usages_pkey' })
  userId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'quota_usages_pkey' })
  quota: string;

  @PrimaryColumn({ name: 'period_start', type: 'timestamptz', primaryKeyConstraintName: 'quota_usages_pkey' })
  periodStart: Date;

  @Column({ type: 'integer' })
  used: number;
}

/** One thing that a quota was taken for and not given back: it makes taking and giving back happen once per key. */
@Entity('quota_charges')
@Index('quota_charges_by_age', ['createdAt'])
export class QuotaCharge {
  @ManyToOne(() => User, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'quota_charges_user_id_fkey' })
  user: Relation<User>;

  @PrimaryColumn({ name: 'user_id', type: 'uuid', primaryKeyConstraintName: 'quota_charges_pkey' })
  userId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'quota_charges_pkey' })
  quota: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'quota_charges_pkey' })
  key: string;

  @Column({ name: 'period_start', type: 'timestamptz' })
  periodStart: Date;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  /** From then on it cannot be given back. */
  @Column({ name: 'settled_at', type: 'timestamptz', nullable: true })
  settledAt: Date | null;
}
