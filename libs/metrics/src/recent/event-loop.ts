import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;

/** How late the event loop was. Its own measurement: reading that of `/metrics` would take it away from Prometheus. */
export class EventLoop {
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private lookedAt = performance.now();

  start(): void {
    this.delays.enable();
    this.lookedAt = performance.now();
  }

  /** The lag in seconds since the last look: its 99th percentile, and the longest. */
  look(): { p99: number; max: number } {
    const now = performance.now();
    // Without one measurement, nothing was in time since then.
    const measured = this.delays.count > 0;
    const p99Ms = measured ? this.delays.percentile(99) / 1e6 : now - this.lookedAt;
    const maxMs = measured ? this.delays.max / 1e6 : now - this.lookedAt;
    this.delays.reset();
    this.lookedAt = now;
    return { p99: lag(p99Ms), max: lag(maxMs) };
  }

  stop(): void {
    this.delays.disable();
  }
}

const lag = (delayMs: number) => Math.max(0, delayMs - RESOLUTION_MS) / 1000;
