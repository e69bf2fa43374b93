import { Injectable, Optional } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { IncomingMessage } from 'node:http';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '@app/security';
import type { Actor } from '../actor/actor.js';
import { getInTurn, requireAnotherAdmin } from '../admin/account-rows.js';
import { isOpenAdmin } from '../admin/apply-change.js';
import { Sessions } from '../session/sessions.js';
import { AccountEnding } from './account-ending.js';
import { User } from './user.entity.js';

/** Deletes an account with everything that is its owner's. What is left is one row of the audit log. */
@Injectable()
export class AccountDeletion {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
    @Optional() private readonly ending?: AccountEnding,
  ) {}

  /** Throws `SignInTooOld`, `LastAdmin`, or what keeps the account from ending elsewhere; then nothing is deleted. */
  async deleteOwn({ id, sessionId }: Actor, request: IncomingMessage): Promise<void> {
    await this.sessions.requireRecent(sessionId);
    await this.dataSource.transaction((manager) => this.requireMayLeave(manager, id));
    await this.ending?.beforeUserIsDeleted(id);
    await this.dataSource.transaction(async (manager) => {
      // Another admin may have left since it was looked at.
      await this.requireMayLeave(manager, id);
      await manager.delete(User, { id });
      await this.audit.recordIn(manager, { action: 'auth.account_deleted', subjectId: id }, request);
    });
  }

  private async requireMayLeave(manager: EntityManager, id: string): Promise<void> {
    const user = await getInTurn(manager, { id });
    if (isOpenAdmin(user)) await requireAnotherAdmin(manager, user);
  }
}
