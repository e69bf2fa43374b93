import { z } from 'zod';
import { Role } from './account.js';
import { Time } from './time.js';

/** What an admin may change of an account. */
export const UpdateUserRequest = z
  .strictObject({ role: Role.optional(), disabled: z.boolean().optional() })
  .refine((change) => Object.keys(change).length > 0, 'must change something')
  .meta({ id: 'UpdateUserRequest', minProperties: 1 });
export type UpdateUserRequest = z.output<typeof UpdateUserRequest>;

/** One row of `GET /admin/users`. */
export const UserView = z
  .object({
    id: z.uuid(),
    email: z.string(),
    emailVerified: z.boolean(),
    name: z.string().nullable(),
    role: Role,
    disabled: z.boolean(),
    createdAt: Time,
  })
  .meta({ id: 'User' });
export type UserView = z.output<typeof UserView>;

/** One page of `GET /admin/users`, by address. */
export const UsersView = z
  .object({ users: z.array(UserView), nextCursor: z.string().nullable() })
  .meta({ id: 'Users' });
export type UsersView = z.output<typeof UsersView>;

/** One row of the audit log; the time is to the microsecond. */
export const AuditEventView = z
  .object({
    id: z.string(),
    at: Time,
    action: z.string(),
    actorId: z.uuid().nullable().describe('Who did it; null where nobody was signed in'),
    subjectId: z.uuid().nullable().describe('To whom it was done, where that is somebody else'),
    address: z.string().nullable(),
    requestId: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEventView = z.output<typeof AuditEventView>;

/** One page of `GET /admin/audit`, newest first. */
export const AuditEventsView = z
  .object({ events: z.array(AuditEventView), nextCursor: z.string().nullable() })
  .meta({ id: 'AuditEvents' });
export type AuditEventsView = z.output<typeof AuditEventsView>;
