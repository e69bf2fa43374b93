import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';

/** Thrown when the database did not answer in time; says host and port, never the password. */
export class DatabaseUnreachable extends Error {
  constructor(url: string, reason: string) {
    const { hostname, port, pathname } = new URL(url);
    super(`The database ${pathname.slice(1)} at ${hostname}:${port || 5432} cannot be reached: ${reason}`);
    this.name = 'DatabaseUnreachable';
  }
}

/** Tries to connect until it works or the time is over. Throws `DatabaseUnreachable`. */
export async function waitForDatabase(url: string, timeoutMs = 10_000): Promise<void> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => {});
      if (performance.now() >= until) throw new DatabaseUnreachable(url, reasonOf(error));
      await wait(500);
    }
  }
}

function reasonOf(error: unknown): string {
  const { code, message, errors } = error as { code?: string; message?: string; errors?: Error[] };
  return message || errors?.[0]?.message || code || 'unknown reason';
}
