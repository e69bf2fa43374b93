import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Something that somebody may have to account for later: a sign-in, a link, a role, a plan, a bill. */
@Entity('audit_events')
@Index('audit_events_actor', ['actorId', 'at'])
@Index('audit_events_subject', ['subjectId', 'at'])
@Index('audit_events_time', ['at', 'id'])
@Index('audit_events_action', ['action', 'at', 'id'])
export class AuditEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at: Date;

  @Column({ type: 'text' })
  action: string;

  /** Who did it; nobody when the program did. */
  @Column({ name: 'actor_id', type: 'uuid', nullable: true })
  actorId: string | null;

  /** Whom it was done to. */
  @Column({ name: 'subject_id', type: 'uuid', nullable: true })
  subjectId: string | null;

  @Column({ type: 'text', nullable: true })
  address: string | null;

  @Column({ name: 'request_id', type: 'text', nullable: true })
  requestId: string | null;

  @Column({ type: 'jsonb' })
  details: Record<string, unknown>;
}
