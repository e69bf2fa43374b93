import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { PlatformConfig } from '../config/platform.config.js';

/** Load balancers need this long to see that we are not ready before we stop listening. */
const MINIMUM_MS = 2000;

type Drainer = (deadline: AbortSignal) => Promise<void>;

/**
 * The orderly way out. While draining, the program is not ready but still serves; each drainer lets its work end and is
 * told by an aborted signal when the time (`SHUTDOWN_TIMEOUT_MS`) is over.
 */
@Injectable()
export class Drain {
  private readonly logger = new Logger(Drain.name);
  private readonly drainers: Drainer[] = [];
  private draining = false;

  constructor(private readonly config: PlatformConfig) {}

  isDraining(): boolean {
    return this.draining;
  }

  /** Registers work that must end before the program may stop listening. */
  onDrain(drainer: Drainer): void {
    this.drainers.push(drainer);
  }

  /** Resolves when all work has ended or the time is over, and never before load balancers had time to notice. */
  async start(): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    this.logger.log('Draining: not ready any more, waiting for running work');
    const over = AbortSignal.timeout(this.config.shutdownTimeoutMs);
    const ended = Promise.allSettled(this.drainers.map((drainer) => drainer(over)));
    await Promise.all([ended, wait(MINIMUM_MS)]);
  }
}
