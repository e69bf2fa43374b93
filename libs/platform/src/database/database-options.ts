import type { DataSourceOptions } from 'typeorm';
import { MeasuredClient } from './measured-client.js';

/** How every connection of the program is made: bounded waits everywhere, a schema that only migrations change. */
export const databaseOptions = (url: string) =>
  ({
    type: 'postgres',
    url,
    synchronize: false,
    migrationsTableName: 'migrations',
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    extra: {
      max: 10,
      connectionTimeoutMillis: 2000,
      statement_timeout: 5000,
      // The server cannot time out a statement while it is frozen; the client can.
      query_timeout: 6000,
      idle_in_transaction_session_timeout: 10_000,
      application_name: 'turnpike',
      Client: MeasuredClient,
    },
  }) satisfies DataSourceOptions;
