import type { UpdateUserRequest } from '@app/protocol';
import type { AuditEntry } from '@app/security';
import type { User } from '../user/user.entity.js';

/** Changes what is to be changed and is not so already, and says what that was. */
export function applyChange(user: User, { role, disabled }: UpdateUserRequest): AuditEntry[] {
  const entries: AuditEntry[] = [];
  if (role !== undefined && role !== user.role) {
    entries.push({ action: 'auth.role_changed', details: { from: user.role, to: role } });
    user.role = role;
  }
  if (disabled !== undefined && disabled !== (user.disabledAt !== null)) {
    const [from, to] = disabled ? ['open', 'disabled'] : ['disabled', 'open'];
    entries.push({ action: disabled ? 'auth.account_disabled' : 'auth.account_enabled', details: { from, to } });
    user.disabledAt = disabled ? new Date() : null;
  }
  return entries;
}

/** Whether the account can administer others now. */
export const isOpenAdmin = ({ role, disabledAt }: User) => role === 'admin' && disabledAt === null;
