import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditEvent } from './audit/audit-event.entity.js';
import { AuditLog } from './audit/audit-log.js';
import { HttpSecurityModule } from './http-security.module.js';
import { RateLimits } from './rate-limit/rate-limits.js';

/** What stands between the outside and the handlers, and what they may use to defend themselves. */
@Global()
@Module({
  imports: [HttpSecurityModule, TypeOrmModule.forFeature([AuditEvent])],
  providers: [AuditLog, RateLimits],
  exports: [AuditLog, HttpSecurityModule, RateLimits],
})
export class SecurityModule {}
