import { Injectable } from '@nestjs/common';
import { StripeTransactions } from '../stripe/stripe-transactions.js';
import type { QueryRunner } from 'typeorm';
import { PHASES, type Phase, type Reconciliation } from './reconciliation.entity.js';

const LOCK = `hashtextextended('billing-reconciliation', 0)`;
const HOUR = 3_600_000;
/** What was begun longer ago is begun again: too much has changed since. */
const RESUMABLE_MS = 2 * HOUR;
/** Events are looked for from a little before the last complete run on, and never further back than Stripe is sure to help. */
const OVERLAP_MS = HOUR / 6;
const FURTHEST_MS = 3 * 24 * HOUR;

type Row = Pick<Reconciliation, 'id' | 'startedAt' | 'phase' | 'cursor' | 'found'>;

/** The one reconciliation that may run at a time, over all instances, and the place where it has arrived. */
@Injectable()
export class Reconciliations {
  constructor(private readonly transactions: StripeTransactions) {}

  /** Runs `work` if nobody else does; else false. The lock lives as long as its connection, so a killed process frees it. */
  async alone(work: (connection: QueryRunner) => Promise<void>): Promise<boolean> {
    const connection = await this.transactions.connection();
    try {
      const [row] = (await connection.query(`SELECT pg_try_advisory_lock(${LOCK}) AS locked`)) as { locked: boolean }[];
      if (!row!.locked) return false;
      try {
        await work(connection);
      } finally {
        await connection.query(`SELECT pg_advisory_unlock(${LOCK})`);
      }
      return true;
    } finally {
      await connection.release();
    }
  }

  /** The run that a process left unfinished, else a new one. */
  async begin(connection: QueryRunner): Promise<Row> {
    const columns = 'id, started_at AS "startedAt", phase, cursor, found';
    const [unfinished] = (await connection.query(
      `SELECT ${columns} FROM billing_reconciliations WHERE finished_at IS NULL AND started_at > $1 ORDER BY id DESC LIMIT 1`,
      [new Date(Date.now() - RESUMABLE_MS)],
    )) as Row[];
    if (unfinished) return unfinished;
    const insert = `INSERT INTO billing_reconciliations (phase) VALUES ($1) RETURNING ${columns}`;
    const [row] = (await connection.query(insert, [PHASES[0]])) as Row[];
    return row!;
  }

  /** Written through the connection that holds the lock: who has lost it fails here. */
  async reached(connection: QueryRunner, { id, found }: Row, phase: Phase, cursor: string | null): Promise<void> {
    const update = 'UPDATE billing_reconciliations SET phase = $2, cursor = $3, found = $4 WHERE id = $1';
    await connection.query(update, [id, phase, cursor, found]);
  }

  async finish(connection: QueryRunner, { id, found }: Row): Promise<void> {
    const update = 'UPDATE billing_reconciliations SET finished_at = clock_timestamp(), found = $2 WHERE id = $1';
    await connection.query(update, [id, found]);
    await connection.query(`DELETE FROM billing_reconciliations WHERE started_at < now() - interval '30 days'`);
  }

  /** From when on Stripe's events may have been missed. */
  async missedSince(connection: QueryRunner): Promise<Date> {
    const [last] = (await connection.query(
      `SELECT started_at AS "startedAt" FROM billing_reconciliations WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1`,
    )) as { startedAt: Date }[];
    const furthest = Date.now() - FURTHEST_MS;
    return new Date(Math.max(furthest, last ? last.startedAt.getTime() - OVERLAP_MS : furthest));
  }
}
