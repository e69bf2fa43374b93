import type { UserView } from '@app/protocol';
import type { User } from '../user/user.entity.js';

/** What admins see of an account. */
export const viewOf = ({ id, email, emailVerified, name, role, disabledAt, createdAt }: User): UserView => ({
  id,
  email,
  emailVerified,
  name,
  role,
  disabled: disabledAt !== null,
  createdAt: createdAt.toISOString(),
});
