import { Injectable } from '@nestjs/common';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;

/** How late the event loop is, as Node measures it below JavaScript, whatever the clock on the wall does. */
@Injectable()
export class LoopLag {
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  private lookedAt = 0;

  start(): void {
    this.delays.enable();
    this.lookedAt = performance.now();
  }

  /** The longest that something had to wait since this was asked last, in milliseconds. */
  longestSinceLastLook(): number {
    const now = performance.now();
    // Timers of JavaScript may come before that of the measurement: then not even one of its moments was in time.
    const longest = this.delays.count > 0 ? this.delays.max / 1e6 : now - this.lookedAt;
    this.delays.reset();
    this.lookedAt = now;
    return longest - RESOLUTION_MS;
  }

  stop(): void {
    this.delays.disable();
  }
}
