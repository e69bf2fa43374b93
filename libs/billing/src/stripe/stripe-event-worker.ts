import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { ErrorReports } from '@app/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { webhookEvents, webhookLag } from '../billing.metrics.js';
import { allowStripeCalls, tryLockCustomer } from '../subscription/customer-lock.js';
import { StripeEventHandlers } from './stripe-event-handlers.js';
import { CLAIM, FAILED, POSTPONE, PROCESSED, type ClaimedEvent } from './stripe-event-queue.js';

/** Each holds a connection while it waits for Stripe, so they must stay few. */
const RUNNERS = 3;
const POLL_MS = 1000;
const MOST_ATTEMPTS = 8;

/** 1 s, 4 s, 16 s … about 90 minutes in all: longer than most outages. */
const backoffSeconds = (attempts: number) => 4 ** (attempts - 1);

/** Gives stored events their effect, on every instance: one at a time per customer, effect and "done" in one transaction. */
@Injectable()
export class StripeEventWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(StripeEventWorker.name);
  private readonly running = new Set<Promise<void>>();
  private timer?: NodeJS.Timeout;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly handlers: StripeEventHandlers,
    private readonly reports: ErrorReports,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), POLL_MS);
  }

  /** Stops taking events and waits for those in hand. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await Promise.all(this.running);
  }

  /** There may be something to do. */
  wake(): void {
    if (!this.timer || this.running.size >= RUNNERS) return;
    const run: Promise<void> = this.work().finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async work(): Promise<void> {
    try {
      while (this.timer && (await this.takeOne()));
    } catch (error) {
      // The database is away; the event is still pending there, and the next poll tries again.
      this.reports.report(error, 'job');
    }
  }

  /** False when nothing is due. */
  private async takeOne(): Promise<boolean> {
    const after = await this.dataSource.transaction(async (transaction) => {
      const [event] = await transaction.query<ClaimedEvent[]>(CLAIM);
      if (!event) return null;
      if (await tryLockCustomer(transaction, event.subject)) return this.apply(event, transaction);
      await transaction.query(POSTPONE, [event.id]);
      return () => {};
    });
    after?.();
    return after !== null;
  }

  /** Returns what to tell the metrics and the log once the transaction is committed. */
  private async apply(event: ClaimedEvent, transaction: EntityManager): Promise<() => void> {
    await allowStripeCalls(transaction);
    try {
      await transaction.transaction((nested) => this.handlers.run(event.payload, nested));
    } catch (error) {
      return this.fail(event, error, transaction);
    }
    await transaction.query(PROCESSED, [event.id]);
    return () => {
      webhookEvents.inc({ type: event.type, outcome: 'processed' });
      webhookLag.observe({}, Math.max(0, Date.now() / 1000 - event.payload.created));
    };
  }

  private async fail(event: ClaimedEvent, error: unknown, transaction: EntityManager): Promise<() => void> {
    const attempts = event.attempts + 1;
    const isDead = attempts >= MOST_ATTEMPTS;
    const reason = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : 'unknown';
    await transaction.query(FAILED, [
      event.id,
      attempts,
      isDead ? 'dead' : 'pending',
      reason,
      backoffSeconds(attempts),
    ]);
    return () => {
      webhookEvents.inc({ type: event.type, outcome: isDead ? 'dead' : 'failed' });
      this.reports.report(error, 'job');
      const words = `Event ${event.id} (${event.type}) failed ${attempts} times`;
      if (isDead) this.logger.error(`${words} and is given up`);
      else this.logger.warn(words);
    };
  }
}
