import { Injectable } from '@nestjs/common';
import { PreparedSql } from '@app/platform';
import type { Stripe } from 'stripe';
import { subjectOf } from './stripe-shapes.js';

const INSERT = `
  INSERT INTO stripe_events (id, type, subject, payload, status, created, processed_at)
  SELECT id, type, subject, payload::jsonb, status, to_timestamp(created), CASE WHEN status = 'ignored' THEN now() END
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[])
      AS event (id, type, subject, payload, status, created)
  ON CONFLICT (id) DO NOTHING
  RETURNING id`;
const MOST_AT_ONCE = 50;
const MOST_IN_FLIGHT = 2;
/** A batch that failed faster was refused for what is in it; a slower one met a database that hangs. */
const REFUSED_MS = 1000;

interface Waiting {
  row: [id: string, type: string, subject: string, payload: string, status: string, created: number];
  resolve(isNew: boolean): void;
  reject(error: unknown): void;
}

/**
 * Commits events to the inbox, those that arrive together in one INSERT: twice as many a second under load, and no
 * later when there is one only. Whoever waits is told after the commit.
 */
@Injectable()
export class StripeEventWriter {
  private waiting: Waiting[] = [];
  private inFlight = 0;

  constructor(private readonly sql: PreparedSql) {}

  /** Resolves once it is committed: true unless it was there already. */
  write(event: Stripe.Event, status: 'pending' | 'ignored'): Promise<boolean> {
    const { id, type, created } = event;
    return new Promise((resolve, reject) => {
      this.waiting.push({ row: [id, type, subjectOf(event), storable(event), status, created], resolve, reject });
      setImmediate(() => void this.flush());
    });
  }

  private async flush(): Promise<void> {
    if (this.inFlight >= MOST_IN_FLIGHT || this.waiting.length === 0) return;
    this.inFlight++;
    const batch = this.waiting.splice(0, MOST_AT_ONCE);
    const start = performance.now();
    try {
      await this.insert(batch);
    } catch (error) {
      const wasRefused = performance.now() - start < REFUSED_MS;
      if (wasRefused && batch.length > 1) await this.insertOneByOne(batch);
      else this.refuse(wasRefused ? batch : [...batch, ...this.waiting.splice(0)], error);
    } finally {
      this.inFlight--;
      void this.flush();
    }
  }

  private async insert(batch: Waiting[]): Promise<void> {
    // In one order everywhere, or two instances with the same events would wait for each other for ever.
    const rows = batch.map(({ row }) => row).sort(([a], [b]) => (a < b ? -1 : 1));
    const columns = [0, 1, 2, 3, 4, 5].map((at) => rows.map((row) => row[at]));
    const inserted = await this.sql.rows<{ id: string }>('billing_events_insert', INSERT, columns);
    const news = new Set(inserted.map(({ id }) => id));
    for (const { row, resolve } of batch) resolve(news.delete(row[0]));
  }

  /** One event that the database refuses must not take others with it. */
  private async insertOneByOne(batch: Waiting[]): Promise<void> {
    await Promise.all(batch.map((each) => this.insert([each]).catch((error: unknown) => each.reject(error))));
  }

  /** With a database that hangs, those who wait for their turn have waited long enough: Stripe sends them again. */
  private refuse(batch: Waiting[], error: unknown): void {
    for (const { reject } of batch) reject(error);
  }
}

/** Postgres stores no NUL character and no half of a surrogate pair, not even escaped in JSON. */
function storable(event: Stripe.Event): string {
  return JSON.stringify(event, (_, value: unknown) =>
    typeof value === 'string' ? value.replace(/\0|\p{Surrogate}/gu, '\ufffd') : value,
  );
}
