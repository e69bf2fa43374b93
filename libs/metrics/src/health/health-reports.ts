import { Injectable } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE_MS = 1000;

/** Whether something outside of this program answers. */
export type Reported = 'up' | 'down';

/** Dependencies whose state is reported and never makes the program unhealthy: Stripe, the model, the providers. */
@Injectable()
export class HealthReports {
  private readonly checks = new Map<string, () => Promise<Reported>>();

  add(name: string, check: () => Promise<Reported>): void {
    this.checks.set(name, check);
  }

  /** What each says; one that fails or takes longer than a second is down. */
  async all(): Promise<Record<string, Reported>> {
    const said = [...this.checks].map(async ([name, check]) => [name, await within(check)] as const);
    return Object.fromEntries(await Promise.all(said));
  }
}

async function within(check: () => Promise<Reported>): Promise<Reported> {
  const patience = new AbortController();
  const tooLate = wait(PATIENCE_MS, 'down' as const, { signal: patience.signal }).catch(() => 'down' as const);
  try {
    return await Promise.race([check(), tooLate]);
  } catch {
    return 'down';
  } finally {
    patience.abort();
  }
}
