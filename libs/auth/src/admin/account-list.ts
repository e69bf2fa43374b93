import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { UsersView } from '@app/protocol';
import { User } from '../user/user.entity.js';
import { canonicalEmail } from '../user/users.js';
import { fromCursor, toCursor } from './cursor.js';
import { viewOf } from './user-view.js';

const PAGE = 50;

/** All accounts, by address, a page at a time. */
@Injectable()
export class AccountList {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Those whose address contains `email`, after the one where the last page ended. Throws when the cursor is none of ours. */
  async page({ email, cursor }: { email?: string; cursor?: string }): Promise<UsersView> {
    const query = this.dataSource
      .getRepository(User)
      .createQueryBuilder('u')
      .orderBy('u.email')
      .limit(PAGE + 1);
    if (email) query.andWhere('u.email LIKE :pattern', { pattern: `%${literally(canonicalEmail(email))}%` });
    if (cursor) query.andWhere('u.email > :last', { last: fromCursor(cursor) });
    const found = await query.getMany();
    const users = found.slice(0, PAGE);
    return { users: users.map(viewOf), nextCursor: found.length > PAGE ? toCursor(users.at(-1)!.email) : null };
  }
}

/** Text in which LIKE sees no wildcards. */
const literally = (text: string) => text.replace(/[\\%_]/g, '\\$&');
