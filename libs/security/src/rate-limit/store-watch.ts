import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { HealthReports } from '@app/metrics';
import { rateLimitStoreUp } from '../security.metrics.js';
import type { Counts } from './counts.js';
import type { SharedStore } from './shared-store.js';
import { TooLate, within } from './within.js';

/** No request waits longer for the store, nor does the start of the program. */
const PATIENCE_MS = 250;
const START_MS = 500;
const TRY_AGAIN_MS = 500;

/** Knows whether the shared store answers. While it does not, nobody asks it but this, again and again. */
export class StoreWatch implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('RateLimits');
  private readonly proof: Counts;
  private up = false;
  private said: 'up' | 'lost' = 'up';
  private closed = false;
  private trying?: NodeJS.Timeout;

  constructor(
    readonly store: SharedStore,
    health?: HealthReports,
  ) {
    this.proof = store.counts({ scope: 'probe', points: 1, seconds: 10 });
    health?.add('rate_limit_store', async () => (this.up ? 'up' : 'down'));
    rateLimitStoreUp.set({ store: store.kind }, 0);
  }

  isUp(): boolean {
    return this.up;
  }

  /** A store that cannot be reached does not keep the program from starting. */
  async onModuleInit(): Promise<void> {
    const opened = this.store.open((error) => this.lose(error)).then(() => this.prove());
    await within(START_MS, opened).catch((error: unknown) => this.lose(error));
  }

  onApplicationShutdown(): void {
    this.closed = true;
    this.up = false;
    clearTimeout(this.trying);
    this.store.close();
  }

  /** The store's answer; what `otherwise` says while there is none. */
  async ask<T>(question: () => Promise<T>, otherwise: () => T): Promise<T> {
    if (!this.up) return otherwise();
    try {
      return await within(PATIENCE_MS, question());
    } catch (error) {
      this.lose(error);
      return otherwise();
    }
  }

  private lose(error: unknown): void {
    if (this.closed) return;
    this.up = false;
    rateLimitStoreUp.set({ store: this.store.kind }, 0);
    this.trying ??= setTimeout(() => void this.tryAgain(), TRY_AGAIN_MS).unref();
    if (this.said === 'lost') return;
    this.said = 'lost';
    this.logger.warn(`${this.store.name} does not answer (${reasonOf(error)}): each instance limits for itself`);
  }

  /** Waits for an answer as long as it takes: a second question would keep a dead connection from being given up. */
  private async tryAgain(): Promise<void> {
    try {
      await this.prove();
    } catch (error) {
      this.trying = undefined;
      this.lose(error);
    }
  }

  /** Only counting proves that it can count: a store that answers might still be read-only, or full. */
  private async prove(): Promise<void> {
    const since = performance.now();
    await this.proof.add('probe');
    if (performance.now() - since > PATIENCE_MS) throw new TooLate();
    this.find();
  }

  private find(): void {
    if (this.closed) return;
    clearTimeout(this.trying);
    this.trying = undefined;
    this.up = true;
    rateLimitStoreUp.set({ store: this.store.kind }, 1);
    if (this.said === 'lost') this.logger.log(`${this.store.name} answers again: instances limit together`);
    this.said = 'up';
  }
}

/** Never the message: a server may quote in it what it was sent, the password for one. */
function reasonOf(error: unknown): string {
  if (error instanceof TooLate) return 'no answer in time';
  const { code, message, name } = error as Error & { code?: string };
  return code ?? /^[A-Z]{2,}\b/.exec(message)?.[0] ?? name;
}
