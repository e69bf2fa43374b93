import type { EntityManager } from 'typeorm';

// The prefix keeps this lock apart from other advisory locks of the program.
const KEY = `hashtextextended('billing:' || $1, 0)`;

/** One at a time for a customer, over all instances, until the transaction ends. */
export async function lockCustomer(transaction: EntityManager, subject: string): Promise<void> {
  await transaction.query(`SELECT pg_advisory_xact_lock(${KEY})`, [subject]);
}

/** The same without waiting; false when another has it. */
export async function tryLockCustomer(transaction: EntityManager, subject: string): Promise<boolean> {
  const [row] = await transaction.query<{ locked: boolean }[]>(`SELECT pg_try_advisory_xact_lock(${KEY}) AS locked`, [
    subject,
  ]);
  return row!.locked;
}
