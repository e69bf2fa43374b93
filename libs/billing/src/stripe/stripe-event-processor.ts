import { Injectable, Logger } from '@nestjs/common';
import { currentSpan, ErrorReports, logEvent, Span } from '@app/platform';
import type { EntityManager } from 'typeorm';
import { jobDuration, webhookEvents, webhookLag } from '../billing.metrics.js';
import { lockCustomer, tryLockCustomer } from '../subscription/customer-lock.js';
import { StripeEventHandlers } from './stripe-event-handlers.js';
import { CLAIM, CLAIM_BY_ID, FAILED, POSTPONE, PROCESSED, type ClaimedEvent } from './stripe-event-queue.js';
import { within } from './stripe.client.js';
import { StripeTransactions } from './stripe-transactions.js';

const MOST_ATTEMPTS = 8;
/** A reaction that takes longer has hung, and would keep its customer and its runner for ever. */
const LONGEST_RUN_MS = 30_000;

/** 1 s, 4 s, 16 s … about 90 minutes in all: longer than most outages. */
const backoffSeconds = (attempts: number) => 4 ** (attempts - 1);

/** What became of one look for work. */
export type Outcome = 'processed' | 'failed' | 'postponed' | 'nothing';
interface Result {
  outcome: Outcome;
  /** What to tell the metrics and the log once the transaction is committed. */
  tell(): void;
}

class TooSlow extends Error {
  constructor() {
    super(`A reaction took longer than ${LONGEST_RUN_MS / 1000} s`);
  }
}

/** Gives one stored event its effect: alone with its customer, effect and "done" in one transaction. */
@Injectable()
export class StripeEventProcessor {
  private readonly logger = new Logger(StripeEventProcessor.name);

  constructor(
    private readonly transactions: StripeTransactions,
    private readonly handlers: StripeEventHandlers,
    private readonly reports: ErrorReports,
  ) {}

  /** Takes the event that is due the longest, among those that failed at most so often. `taken` is called before its effect. */
  next(mostAttempts: number, taken: () => void): Promise<Outcome> {
    return this.take(async (transaction) => {
      const [event] = await transaction.query<ClaimedEvent[]>(CLAIM, [mostAttempts]);
      if (event) taken();
      if (!event || (await tryLockCustomer(transaction, event.subject))) return event;
      await transaction.query(POSTPONE, [event.id]);
      return 'postponed';
    });
  }

  /** Takes this very event, whatever became of it before. `nothing`: there is no such event. */
  replay(id: string): Promise<Outcome> {
    return this.take(async (transaction) => {
      const [event] = await transaction.query<ClaimedEvent[]>(CLAIM_BY_ID, [id]);
      if (event) await lockCustomer(transaction, event.subject);
      return event;
    });
  }

  private async take(
    claim: (transaction: EntityManager) => Promise<ClaimedEvent | 'postponed' | undefined>,
  ): Promise<Outcome> {
    let event: ClaimedEvent | 'postponed' | undefined;
    let span: Span | undefined;
    try {
      const result = await this.transactions.run(async (transaction) => {
        event = await claim(transaction);
        if (typeof event !== 'object') return null;
        const taken = event;
        span = spanOf(taken);
        return span.run(() => this.apply(taken, transaction));
      });
      span?.run(() => result?.tell());
      return result?.outcome ?? (event === 'postponed' ? 'postponed' : 'nothing');
    } catch (error) {
      if (typeof event !== 'object') throw error;
      // The transaction itself was lost. Unless that counts as an attempt, such an event would be the next one for ever.
      const lost = event;
      const result = await this.transactions.run((transaction) => this.fail(lost, error, transaction));
      span?.run(() => result.tell());
      return 'failed';
    } finally {
      span?.end();
    }
  }

  private async apply(event: ClaimedEvent, transaction: EntityManager): Promise<Result> {
    const start = performance.now();
    try {
      await transaction.transaction((nested) =>
        within(LONGEST_RUN_MS, this.handlers.run(event.payload, nested), () => new TooSlow()),
      );
    } catch (error) {
      return this.fail(event, error, transaction);
    }
    await transaction.query(PROCESSED, [event.id]);
    return {
      outcome: 'processed',
      tell: () => {
        const seconds = (performance.now() - start) / 1000;
        jobDuration.observe({ queue: 'stripe_events', outcome: 'done' }, seconds);
        webhookEvents.inc({ type: event.type, outcome: 'processed' });
        webhookLag.observe({}, Math.max(0, Date.now() / 1000 - event.payload.created));
        logEvent('webhook.processed', {
          stripe_event: event.id,
          type: event.type,
          duration_ms: Math.round(seconds * 1000),
        });
      },
    };
  }

  private async fail(event: ClaimedEvent, error: unknown, transaction: EntityManager): Promise<Result> {
    const attempts = event.attempts + 1;
    const isDead = attempts >= MOST_ATTEMPTS;
    const reason = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : 'unknown';
    const status = isDead ? 'dead' : 'pending';
    const seconds = backoffSeconds(Math.min(attempts, MOST_ATTEMPTS));
    await transaction.query(FAILED, [event.id, attempts, status, reason, seconds]);
    const tell = () => {
      webhookEvents.inc({ type: event.type, outcome: isDead ? 'dead' : 'failed' });
      this.reports.report(error, 'job');
      const failure = { stripe_event: event.id, type: event.type, attempts, 'error.type': currentSpan()?.errorType };
      if (isDead) logEvent('webhook.given_up', failure);
      else logEvent('webhook.failed', failure);
      const words = `Event ${event.id} (${event.type}) failed ${attempts} times`;
      if (isDead) this.logger.error(`${words} and is given up`);
      else this.logger.warn(words);
    };
    return { outcome: 'failed', tell };
  }
}

/** A trace of its own: the request that brought the event is long over, and its id is what both tell. */
const spanOf = ({ id, type, attempts }: ClaimedEvent) =>
  new Span(`stripe_event ${type}`, {
    kind: 'consumer',
    attributes: { 'turnpike.stripe.event.id': id, 'turnpike.job.attempts': attempts },
  });
