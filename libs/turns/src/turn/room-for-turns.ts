import type { EntityManager } from 'typeorm';
import { TooManyTurns } from '../turns.errors.js';
import { MOST_PER_USER } from './running-turns.js';

// One after the other for each user: two that count at once would both miss the other.
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('turns of ' || $1, 0))`;
const COUNT = `
  SELECT count(*)::int AS running FROM turns
   WHERE user_id = $1 AND status = 'running' AND lease_until > now()`;

/** Throws `TooManyTurns` when the turn that was just stored is one too many. What it says holds until the transaction ends. */
export async function requireRoom(transaction: EntityManager, userId: string): Promise<void> {
  await transaction.query(LOCK, [userId]);
  const [row] = await transaction.query<{ running: number }[]>(COUNT, [userId]);
  if (row!.running > MOST_PER_USER) throw new TooManyTurns();
}
