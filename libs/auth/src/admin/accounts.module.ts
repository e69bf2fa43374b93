import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/security';
import { Session } from '../session/session.entity.js';
import { User } from '../user/user.entity.js';
import { Accounts } from './accounts.js';

/** What admins and operators do to accounts, by itself: a command needs neither sign-in nor its secrets. */
@Module({
  imports: [AuditModule, TypeOrmModule.forFeature([User, Session])],
  providers: [Accounts],
  exports: [Accounts],
})
export class AccountsModule {}
