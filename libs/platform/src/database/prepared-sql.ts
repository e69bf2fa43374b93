import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import { DataSource } from 'typeorm';

/** They are what a request waits for first: with a database that hangs it shall be answered with 503 within 3 s. */
const ANSWER_MS = 2500;

/** Prepared statements on the data source's own pool, for the one or two reads of a hot path. */
@Injectable()
export class PreparedSql {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Runs `text`, prepared once per connection under `name`, and returns its rows. */
  async rows<R extends QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> {
    const { rows } = await this.pool.query<R>({ name, text, values, query_timeout: ANSWER_MS } as QueryConfig);
    return rows;
  }

  /** Connections of the pool: all there are, those idle, and requests that wait for one. */
  counts() {
    const { totalCount, idleCount, waitingCount } = this.pool;
    return { totalCount, idleCount, waitingCount };
  }

  private get pool(): Pool {
    return (this.dataSource.driver as unknown as { master: Pool }).master;
  }
}
