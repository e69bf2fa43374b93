import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { User } from '../user/user.entity.js';

/** A sign-in on its way through a provider; its callback uses it up. State and browser are stored as hashes only. */
@Entity('oauth_flows')
export class OAuthFlow {
  @PrimaryColumn('bytea', { name: 'state_hash', primaryKeyConstraintName: 'oauth_flows_pkey' })
  stateHash: Buffer;

  @Column('bytea', { name: 'browser_hash' })
  browserHash: Buffer;

  @Column('text')
  provider: string;

  @Column('text', { name: 'code_verifier' })
  codeVerifier: string;

  /** What an ID token must repeat; null in flows that began before there were nonces. */
  @Column('text', { nullable: true })
  nonce: string | null;

  @Column('text', { name: 'return_to' })
  returnTo: string;

  /** Whose account gets a new identity; null when the flow is a sign-in. */
  @Column('uuid', { name: 'link_user_id', nullable: true })
  linkUserId: string | null;

  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'link_user_id', foreignKeyConstraintName: 'oauth_flows_link_user_id_fkey' })
  linkUser?: User;

  @Index('oauth_flows_expires_at_idx')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
