import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { AuditEventsView, AuditEventView } from '@app/protocol';
import { fromCursor, toCursor } from './audit-cursor.js';

/** Which rows to read; `from` belongs to them, `to` does not. An action that ends in a dot stands for all that begin so. */
export interface AuditFilter {
  action?: string;
  actor?: string;
  subject?: string;
  from?: Date;
  to?: Date;
  limit: number;
  cursor?: string;
}

/** Reads the audit log, newest first, a page at a time. */
@Injectable()
export class AuditReader {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The rows that fit all of the filter, after the one where the last page ended. Throws when the cursor is none of ours. */
  async page({ limit, ...filter }: AuditFilter): Promise<AuditEventsView> {
    const { where, values } = conditionsOf(filter);
    const found = await this.dataSource.query<AuditEventView[]>(
      `SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, action, actor_id AS "actorId",
              subject_id AS "subjectId", address, request_id AS "requestId", details
         FROM audit_events ${where} ORDER BY audit_events.at DESC, id DESC LIMIT ${limit + 1}`,
      values,
    );
    const events = found.slice(0, limit);
    return { events, nextCursor: found.length > limit ? toCursor(events.at(-1)!) : null };
  }
}

function conditionsOf({ action, actor, subject, from, to, cursor }: Omit<AuditFilter, 'limit'>) {
  const conditions: string[] = [];
  const values: unknown[] = [];
  const add = (condition: string, ...of: unknown[]) => {
    conditions.push(condition.replace(/\?/g, () => `$${values.push(of.shift())}`));
  };
  if (action?.endsWith('.')) add('action LIKE ?', `${literally(action)}%`);
  else if (action) add('action = ?', action);
  if (actor) add('actor_id = ?', actor);
  if (subject) add('subject_id = ?', subject);
  if (from) add('at >= ?', from);
  if (to) add('at < ?', to);
  if (cursor) {
    const { at, id } = fromCursor(cursor);
    add('(at, id) < (?::timestamptz, ?::bigint)', at, id);
  }
  return { where: conditions.length ? `WHERE ${conditions.join(' AND ')}` : '', values };
}

/** Text in which LIKE sees no wildcards. */
const literally = (text: string) => text.replace(/[\\%_]/g, '\\$&');
