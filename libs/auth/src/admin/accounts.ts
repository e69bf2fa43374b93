import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { IncomingMessage } from 'node:http';
import { DataSource, type EntityManager } from 'typeorm';
import type { UpdateUserRequest, UserView } from '@app/protocol';
import { AuditLog, type AuditEntry } from '@app/security';
import { User } from '../user/user.entity.js';
import { endSessions, getInTurn, getLocked, requireAnotherAdmin, type AccountKey } from './account-rows.js';
import { applyChange, isOpenAdmin } from './apply-change.js';
import { viewOf } from './user-view.js';

/** Who changes it: an admin by a request, or the operator at the command line. */
export type ChangedBy = { adminId: string; request: IncomingMessage } | 'cli';

/** How the account is now, whether that is new, and how many sessions ended with it. */
export interface AccountChange {
  user: UserView;
  changed: boolean;
  sessionsEnded: number;
}

/** What admins and operators do to accounts. Every change is written to the audit log; what was so already is not. */
@Injectable()
export class Accounts {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Changes the role, closes or opens the account, all of it or nothing. Throws `NotFound`, or `LastAdmin` when no open
   * admin would be left.
   */
  async update(which: AccountKey, change: UpdateUserRequest, by: ChangedBy): Promise<AccountChange> {
    return this.dataSource.transaction(async (manager) => {
      const user = await getInTurn(manager, which);
      const wasOpenAdmin = isOpenAdmin(user);
      const entries = applyChange(user, change);
      if (entries.length === 0) return { user: viewOf(user), changed: false, sessionsEnded: 0 };
      if (wasOpenAdmin && !isOpenAdmin(user)) await requireAnotherAdmin(manager, user);
      const { id, role, disabledAt } = user;
      await manager.update(User, { id }, { role, disabledAt });
      // On opening too: a sign-in that was on its way while the account was closed must not come to life with it.
      const endsSessions = entries.some(({ action }) => action !== 'auth.role_changed');
      const sessionsEnded = endsSessions ? await endSessions(manager, id) : 0;
      for (const entry of entries) await this.record(manager, entry, user, by);
      return { user: viewOf(user), changed: true, sessionsEnded };
    });
  }

  /** Ends all the account's sessions, at once and everywhere. Throws `NotFound`. */
  async revokeSessions(which: AccountKey, by: ChangedBy): Promise<AccountChange> {
    return this.dataSource.transaction(async (manager) => {
      const user = await getLocked(manager, which);
      const sessionsEnded = await endSessions(manager, user.id);
      const entry = { action: 'auth.sessions_revoked', details: { sessionsEnded } };
      if (sessionsEnded > 0) await this.record(manager, entry, user, by);
      return { user: viewOf(user), changed: sessionsEnded > 0, sessionsEnded };
    });
  }

  private async record(
    manager: EntityManager,
    { action, details }: AuditEntry,
    { id: subjectId }: User,
    by: ChangedBy,
  ): Promise<void> {
    if (by === 'cli') await this.audit.recordIn(manager, { action, subjectId, details: { ...details, by } });
    else await this.audit.recordIn(manager, { action, actorId: by.adminId, subjectId, details }, by.request);
  }
}
