import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../user/user.entity.js';

/** What a mailed link is good for. */
export type LinkPurpose = 'verify_email' | 'reset_password';

/** A link that was mailed to an address and works once. Its token is stored as a hash only. */
@Entity('email_links')
@Check('email_links_purpose_check', `purpose IN ('verify_email', 'reset_password')`)
export class EmailLink {
  @PrimaryColumn('bytea', { name: 'token_hash', primaryKeyConstraintName: 'email_links_pkey' })
  tokenHash: Buffer;

  @Index('email_links_user_id_idx')
  @Column('uuid', { name: 'user_id' })
  userId: string;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'email_links_user_id_fkey' })
  user?: User;

  @Column('text')
  purpose: LinkPurpose;

  /** Where it was mailed to: it proves nothing about an address that the account has got since. */
  @Column('text')
  email: string;

  @Index('email_links_expires_at_idx')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
