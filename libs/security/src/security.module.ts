import { Global, Module } from '@nestjs/common';
import { AuditModule } from './audit/audit.module.js';
import { HttpSecurityModule } from './http-security.module.js';

/** What stands between the outside and the handlers, and what they may use to defend themselves. */
@Global()
@Module({ imports: [HttpSecurityModule, AuditModule], exports: [AuditModule, HttpSecurityModule] })
export class SecurityModule {}
