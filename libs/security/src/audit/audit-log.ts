import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { IncomingMessage } from 'node:http';
import { Repository } from 'typeorm';
import { requestIdOf } from '@app/platform';
import { addressOf } from '../address/address-of.js';
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

/** Writes down what somebody may have to account for later. */
@Injectable()
export class AuditLog {
  private readonly logger = new Logger(AuditLog.name);

  constructor(@InjectRepository(AuditEvent) private readonly events: Repository<AuditEvent>) {}

  /** Never throws: a row that cannot be written is an error in the log. `request` fills in its address and its id. */
  async record(entry: AuditEntry, request?: IncomingMessage): Promise<void> {
    const { action, actorId = null, subjectId = null, details = {} } = entry;
    const address = entry.address ?? (request ? addressOf(request) : null);
    const requestId = entry.requestId ?? (request ? requestIdOf(request) : null);
    try {
      await this.events.insert({ action, actorId, subjectId, address, requestId, details: details as object });
    } catch (error) {
      this.logger.error(
        `${action} was not written to the audit log: ${error instanceof Error ? error.message : 'unknown'}`,
      );
    }
  }
}
