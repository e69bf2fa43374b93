import { IsNull, Not, type EntityManager } from 'typeorm';
import { NotFound } from '@app/platform';
import { LastAdmin } from '../auth.errors.js';
import { Session } from '../session/session.entity.js';
import { User } from '../user/user.entity.js';
import { canonicalEmail } from '../user/users.js';

const TAKE_TURNS = `SELECT pg_advisory_xact_lock(hashtextextended('auth:accounts', 0))`;

/** Which account: by its id or by its address. */
export type AccountKey = { id: string } | { email: string };

/** The same as `getLocked`, one at a time: whoever looks for another admin must not be overtaken by who takes that one away. */
export async function getInTurn(manager: EntityManager, which: AccountKey): Promise<User> {
  await manager.query(TAKE_TURNS);
  return getLocked(manager, which);
}

/** The account, which nobody else changes and nobody signs in to until the transaction ends. */
export async function getLocked(manager: EntityManager, which: AccountKey): Promise<User> {
  const where = 'id' in which ? which : { email: canonicalEmail(which.email) };
  const user = await manager.findOne(User, { where, lock: { mode: 'pessimistic_write' } });
  if (!user) throw new NotFound('There is no such account.');
  return user;
}

export async function requireAnotherAdmin(manager: EntityManager, { id }: User): Promise<void> {
  if (!(await manager.existsBy(User, { id: Not(id), role: 'admin', disabledAt: IsNull() }))) throw new LastAdmin();
}

export async function endSessions(manager: EntityManager, userId: string): Promise<number> {
  return (await manager.delete(Session, { userId })).affected ?? 0;
}
