import {
  Inject,
  Injectable,
  Logger,
  Optional,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ErrorReports, inSpan, outsideOfSpans } from '@app/platform';
import { ALL_WORK, BACKGROUND_WORK, type BackgroundWork } from '../background-work.js';
import { BillingConfig } from '../billing.config.js';
import { StripeRefused } from '../billing.errors.js';
import { meterReports } from '../billing.metrics.js';
import { StripeClient } from '../stripe/stripe.client.js';
import { MeterOutbox, type DueReport } from './meter-outbox.js';

const BATCH = 50;
/** So many of a batch are on the wire at once: Stripe takes 1000 a second of a live account, from all instances. */
const AT_ONCE = 5;
const POLL_MS = 5000;
const LONGEST_BACKOFF_SECONDS = 3600;
/** Polls between two looks for what is old enough to be forgotten. */
const POLLS_PER_PRUNE = 720;

/** What Stripe answers to an identifier that it has counted already. */
const COUNTED = 'duplicate_meter_event';

const backoffSeconds = (attempts: number) => Math.min(4 ** attempts, LONGEST_BACKOFF_SECONDS);

/** Sends reported turns to Stripe's meter in batches, on every instance. The turn's id is the identifier, so each counts once. */
@Injectable()
export class MeterSender implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(MeterSender.name);
  private timer?: NodeJS.Timeout;
  private run?: Promise<void>;
  private polls = 0;

  constructor(
    private readonly config: BillingConfig,
    private readonly outbox: MeterOutbox,
    private readonly stripe: StripeClient,
    private readonly reports: ErrorReports,
    @Optional() @Inject(BACKGROUND_WORK) private readonly work: BackgroundWork = ALL_WORK,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.billing.meter && this.work.inbox) this.timer = setInterval(() => this.poll(), POLL_MS);
  }

  /** Finishes the batch in hand. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.run;
  }

  /** There may be something to send. */
  wake(): void {
    if (!this.timer || this.run) return;
    // Whoever woke it had a turn, and this goes on to those of others.
    this.run = outsideOfSpans(() => this.sendAll()).finally(() => {
      this.run = undefined;
    });
  }

  private poll(): void {
    this.wake();
    if (this.polls++ % POLLS_PER_PRUNE === 0) this.outbox.prune().catch((error) => this.reports.report(error, 'job'));
  }

  private async sendAll(): Promise<void> {
    try {
      while (this.timer && (await this.sendBatch()));
    } catch (error) {
      // The database is away; what is pending there is found by the next poll.
      this.reports.report(error, 'job');
    }
  }

  /** False when nothing more is due, or when it is no use to go on. */
  private async sendBatch(): Promise<boolean> {
    const batch = await this.outbox.claim(BATCH);
    const sent: string[] = [];
    const queue = [...batch];
    const lane = async () => {
      for (let report = queue.shift(); report; report = queue.shift()) {
        if (await this.send(report)) sent.push(report.turnId);
      }
    };
    const attributes = { 'turnpike.job.size': batch.length };
    const lanes = () => Promise.all(Array.from({ length: AT_ONCE }, lane));
    if (batch.length > 0) await inSpan('meter_reports', { kind: 'consumer', attributes }, lanes);
    await this.outbox.markSent(sent);
    meterReports.inc({ outcome: 'sent' }, sent.length);
    return sent.length > 0 && sent.length === batch.length;
  }

  private async send(report: DueReport): Promise<boolean> {
    try {
      await this.stripe.ask('billing.meter_events.create', (stripe) =>
        stripe.billing.meterEvents.create({
          event_name: this.config.billing.meter!.event_name,
          identifier: report.turnId,
          payload: { stripe_customer_id: report.customer, value: '1' },
          timestamp: report.usedAtSeconds,
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof StripeRefused && error.reason === COUNTED) return true;
      await this.postpone(report);
      return false;
    }
  }

  private async postpone({ turnId, attempts }: DueReport): Promise<void> {
    const goesOn = await this.outbox.retryIn(turnId, backoffSeconds(attempts));
    meterReports.inc({ outcome: goesOn ? 'failed' : 'dead' });
    if (goesOn) return;
    this.logger.error(`Turn ${turnId} was not counted by Stripe's meter and is given up`);
  }
}
