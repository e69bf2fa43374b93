import { Inject, Injectable, Optional, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ErrorReports, outsideOfSpans } from '@app/platform';
import { ALL_WORK, BACKGROUND_WORK, type BackgroundWork } from '../background-work.js';
import { StripeEventProcessor } from './stripe-event-processor.js';
import { POSTPONED_MS } from './stripe-event-queue.js';

/** Each holds a connection while it waits for Stripe, so they must stay few. */
const RUNNERS = 6;
/** Events that failed before may keep only so many of them busy: what is new must never wait behind what hangs. */
const RUNNERS_FOR_ALL = 3;
const ANY = 2 ** 31 - 1;
const POLL_MS = 1000;

/** Works off stored events, on every instance, as long as any are due. */
@Injectable()
export class StripeEventWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly runners: (Promise<void> | undefined)[] = Array<undefined>(RUNNERS).fill(undefined);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly processor: StripeEventProcessor,
    private readonly reports: ErrorReports,
    @Optional() @Inject(BACKGROUND_WORK) private readonly work: BackgroundWork = ALL_WORK,
  ) {}

  onApplicationBootstrap(): void {
    if (this.work.inbox) this.timer = setInterval(() => this.wake(), POLL_MS);
  }

  /** Stops taking events and waits for those in hand. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await Promise.all(this.runners);
  }

  /** There may be something to do. */
  wake(): void {
    const free = this.runners.indexOf(undefined);
    if (!this.timer || free < 0) return;
    // Whoever woke it is most likely the request of an event, and this goes on to others.
    const run = outsideOfSpans(() => this.run(free < RUNNERS_FOR_ALL ? ANY : 0));
    this.runners[free] = run.finally(() => {
      this.runners[free] = undefined;
    });
  }

  private async run(mostAttempts: number): Promise<void> {
    try {
      while (this.timer) {
        // Where one is due there may be more, and the others need not wait until this one is done.
        const outcome = await this.processor.next(mostAttempts, () => this.wake());
        if (outcome === 'nothing') return;
        if (outcome === 'postponed') setTimeout(() => this.wake(), POSTPONED_MS).unref();
      }
    } catch (error) {
      // The database is away; the event is still pending there, and the next poll tries again.
      this.reports.report(error, 'job');
    }
  }
}
