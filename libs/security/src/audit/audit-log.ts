import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { IncomingMessage } from 'node:http';
import { Repository, type EntityManager } from 'typeorm';
import { logEvent, requestIdOf, type EventFields, type EventName } from '@app/platform';
import { addressOf } from '../address/address-of.js';
import { afterCommit } from './after-commit.js';
import { AuditEvent } from './audit-event.entity.js';

/** What happened. `details` never holds a secret. */
export interface AuditEntry {
  action: string;
  actorId?: string;
  subjectId?: string;
  address?: string;
  requestId?: string;
  details?: Record<string, unknown>;
}

/** Writes down what somebody may have to account for later, and tells the log of it once it is there to stay. */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger(AuditLog.name);

  constructor(@InjectRepository(AuditEvent) private readonly events: Repository<AuditEvent>) {}

  /** Never throws: a row that cannot be written is an error in the log. `request` fills in its address and its id. */
  async record(entry: AuditEntry, request?: IncomingMessage): Promise<void> {
    try {
      await this.events.insert(rowOf(entry, request));
      tell(entry);
    } catch (error) {
      this.logger.error(
        `${entry.action} was not written to the audit log: ${error instanceof Error ? error.message : 'unknown'}`,
      );
    }
  }

  /** The same in a transaction, together with what it tells of: neither is there without the other. Throws if it cannot. */
  async recordIn(transaction: EntityManager, entry: AuditEntry, request?: IncomingMessage): Promise<void> {
    await transaction.insert(AuditEvent, rowOf(entry, request));
    afterCommit(transaction, () => tell(entry));
  }
}

/** Of the details, the log has those that are a single word or number. */
function tell({ action, actorId, subjectId, details = {} }: AuditEntry): void {
  const fields: EventFields = { 'user.id': subjectId ?? actorId };
  if (subjectId !== undefined) fields['actor.id'] = actorId;
  for (const [name, value] of Object.entries(details)) {
    if (['string', 'number', 'boolean'].includes(typeof value)) fields[`details.${name}`] = value as string;
  }
  logEvent(action as EventName, fields);
}

function rowOf({ action, actorId, subjectId, address, requestId, details }: AuditEntry, request?: IncomingMessage) {
  return {
    action,
    actorId: actorId ?? null,
    subjectId: subjectId ?? null,
    address: address ?? (request ? addressOf(request) : null),
    requestId: requestId ?? (request ? requestIdOf(request) : null),
    details: (details ?? {}) as object,
  };
}
