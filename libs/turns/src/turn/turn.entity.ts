import { User } from '@app/auth';
import type { TurnStatus, Usage } from '@app/protocol';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Conversation } from '../conversation/conversation.entity.js';

/** One message and its answer. The id is the client's, which makes sending it again harmless. */
@Entity('turns')
@Check('turns_status_check', `status IN ('running', 'completed', 'cancelled', 'failed')`)
@Index('turns_by_conversation', ['conversationId', 'createdAt', 'id'])
@Index('turns_running', ['userId'], { where: `status = 'running'` })
export class Turn {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'turns_pkey' })
  id: string;

  @Column({ name: 'conversation_id', type: 'uuid' })
  conversationId: string;

  @ManyToOne(() => Conversation, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'conversation_id', foreignKeyConstraintName: 'turns_conversation_id_fkey' })
  conversation?: Relation<Conversation>;

  @Index('turns_by_user')
  @Column({ name: 'user_id', type: 'uuid' })
  userId: string;

  @ManyToOne(() => User, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'turns_user_id_fkey' })
  user?: Relation<User>;

  /** A failed turn may be tried again; each try pays for itself, and none may write over a later one. */
  @Column({ name: 'attempt_id', type: 'uuid' })
  attemptId: string;

  @Column({ type: 'text', default: 'running' })
  status: TurnStatus;

  @Column({ type: 'text' })
  text: string;

  @Column({ type: 'text', default: '' })
  answer: string;

  /** Where the answer was cut into deltas, so that a replay has the same `seq` for the same words. */
  @Column({ name: 'delta_lengths', type: 'integer', array: true, default: '{}' })
  deltaLengths: number[];

  /** The provider's name of the model. */
  @Column({ type: 'text' })
  model: string;

  @Column({ name: 'input_tokens', type: 'integer', nullable: true })
  inputTokens: number | null;

  @Column({ name: 'output_tokens', type: 'integer', nullable: true })
  outputTokens: number | null;

  /** Why it failed, as the error frame said. */
  @Column({ name: 'error_code', type: 'text', nullable: true })
  errorCode: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  createdAt: Date;

  /** When its last attempt began. */
  @Column({ name: 'started_at', type: 'timestamptz', precision: 3, default: () => 'now()' })
  startedAt: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', precision: 3, nullable: true })
  endedAt: Date | null;

  /** Until then its process is believed to be at it, unless it says so again (`TurnLeases`). */
  @Column({ name: 'lease_until', type: 'timestamptz', precision: 3, default: () => `(now() + '00:03:00')` })
  leaseUntil: Date;

  /** Its user wants no more of it, and said so to an instance that does not run it. */
  @Column({ name: 'stop_asked', type: 'boolean', default: false })
  stopAsked: boolean;

  /** The tokens it took, as far as the provider reported them. */
  usage(): Usage {
    return { inputTokens: this.inputTokens, outputTokens: this.outputTokens };
  }

  /** The answer in the pieces in which it was first sent. */
  deltas(): string[] {
    let from = 0;
    const pieces = this.deltaLengths.map((length) => this.answer.slice(from, (from += length)));
    if (from === this.answer.length) return pieces;
    return this.answer ? [this.answer] : [];
  }
}
