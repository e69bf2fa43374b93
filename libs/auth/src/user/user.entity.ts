import { Check, Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Unique, UpdateDateColumn } from 'typeorm';
import type { Role } from '@app/protocol';

/** A person with an account. The address is stored in lower case; without a password hash the ways in are identities. */
@Entity('users')
@Unique('users_email_key', ['email'])
@Check('users_email_check', `email = lower(email)`)
@Check('users_role_check', `role IN ('user', 'admin')`)
export class User {
  @PrimaryGeneratedColumn('uuid', { primaryKeyConstraintName: 'users_pkey' })
  id: string;

  @Column('text')
  email: string;

  @Column('boolean', { name: 'email_verified', default: false })
  emailVerified: boolean;

  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash: string | null;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text', { default: 'user' })
  role: Role;

  /** When an admin closed the account: nobody gets in any more. Null while it is open. */
  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt: Date;

  @UpdateDateColumn({ type: 'timestamptz', name: 'updated_at' })
  updatedAt: Date;
}
