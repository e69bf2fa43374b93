import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { IncomingMessage } from 'node:http';
import { DataSource } from 'typeorm';
import { AuditLog } from '@app/security';
import type { Actor } from '../actor/actor.js';
import { KnownActors } from '../session/known-actors.js';
import { User } from './user.entity.js';

/** What people tell about themselves and may change as they like. */
@Injectable()
export class Profile {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly known: KnownActors,
    private readonly audit: AuditLog,
  ) {}

  /** Gives the actor this name, or none. The same name again is no change. */
  async rename({ id }: Actor, name: string | null, request: IncomingMessage): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { affected } = await manager
        .createQueryBuilder()
        .update(User)
        .set({ name })
        .where('id = :id AND name IS DISTINCT FROM CAST(:name AS text)', { id, name })
        .execute();
      if (affected) await this.audit.recordIn(manager, { action: 'auth.name_changed', actorId: id }, request);
    });
    // A trigger tells every instance; whoever asks this one right away should not have to wait for it.
    this.known.forgetUser(id);
  }
}
