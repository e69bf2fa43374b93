import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';

const CONNECTIONS = 10;
/** Longer than any one call of Stripe may take here; a process that froze loses its locks after this. */
const LONGEST_WAIT = '15s';

/**
 * Transactions that wait for Stripe between two statements. They have connections of their own: however long Stripe
 * thinks, nobody else waits for a connection because of it.
 */
@Injectable()
export class StripeTransactions implements OnApplicationShutdown {
  private pool?: Promise<DataSource>;

  constructor(@InjectDataSource() private readonly main: DataSource) {}

  async run<T>(work: (transaction: EntityManager) => Promise<T>): Promise<T> {
    return (await this.connected()).transaction(async (transaction) => {
      await transaction.query(`SET LOCAL idle_in_transaction_session_timeout = '${LONGEST_WAIT}'`);
      return work(transaction);
    });
  }

  /** A connection to keep for longer than one transaction. Release it. */
  async connection(): Promise<QueryRunner> {
    return (await this.connected()).createQueryRunner();
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.pool?.catch(() => undefined))?.destroy();
  }

  private connected(): Promise<DataSource> {
    this.pool ??= this.connect().catch((error: unknown) => {
      this.pool = undefined;
      throw error;
    });
    return this.pool;
  }

  private connect(): Promise<DataSource> {
    const { options } = this.main;
    const extra = { ...(options.extra as object), max: CONNECTIONS, application_name: 'turnpike billing' };
    return new DataSource({ ...options, extra } as typeof options).initialize();
  }
}
