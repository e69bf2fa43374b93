import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditEvent } from './audit-event.entity.js';
import { AuditLog } from './audit-log.js';
import { AuditReader } from './audit-reader.js';

/** The audit log by itself: a command needs nothing else that stands between the outside and the handlers. */
@Module({
  imports: [TypeOrmModule.forFeature([AuditEvent])],
  providers: [AuditLog, AuditReader],
  exports: [AuditLog, AuditReader],
})
export class AuditModule {}
