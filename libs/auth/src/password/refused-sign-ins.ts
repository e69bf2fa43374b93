import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { AuditLog } from '@app/security';
import { Users } from '../user/users.js';
import { LoginAttempts, type Attempt } from './login-attempts.js';
import { PROVIDER } from './password-sign-in.js';

/** Writes down that a password did not let somebody in, and once that they have to wait now. */
@Injectable()
export class RefusedSignIns {
  constructor(
    private readonly users: Users,
    private readonly attempts: LoginAttempts,
    private readonly audit: AuditLog,
  ) {}

  /** The same work whether there is such an account or not, so that its time tells nothing. */
  async record(attempt: Attempt, request: IncomingMessage): Promise<void> {
    const user = await this.users.findByEmail(attempt.account);
    const entry = { subjectId: user?.id, details: { provider: PROVIDER } };
    await this.audit.record({ action: 'auth.sign_in_refused', ...entry }, request);
    // Attempts that are blocked leave no rows of their own: those cost whoever makes them nothing.
    if (await this.attempts.isBlocked(attempt))
      await this.audit.record({ action: 'auth.sign_in_blocked', ...entry }, request);
  }
}
