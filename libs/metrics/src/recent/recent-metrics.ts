import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { EventLoop } from './event-loop.js';
import { recorded } from './recorded.js';
import { Ring } from './ring.js';
import { sampleOf, type Levels, type Sample } from './sample.js';
import { growth, readTotals, type Totals } from './totals.js';

const INTERVAL_SECONDS = 10;
const AN_HOUR = 3600 / INTERVAL_SECONDS;

/**
 * What this process recorded in the last hour, a sample every ten seconds, for operators without a Prometheus. It is kept in
 * memory: a restart empties it, and other instances have their own.
 */
@Injectable()
export class RecentMetrics implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly instance = randomUUID();
  private readonly samples = new Ring<Sample>(AN_HOUR);
  private readonly eventLoop = new EventLoop();
  private since = Date.now();
  private before: { totals: Totals; at: number };
  private timer?: NodeJS.Timeout;

  async onApplicationBootstrap(): Promise<void> {
    this.before = { totals: await readTotals(), at: performance.now() };
    this.since = Date.now();
    this.eventLoop.start();
    this.timer = setInterval(() => {
      this.take().catch((error: Error) => new Logger('Metrics').warn(`No sample was taken: ${error.message}`));
    }, INTERVAL_SECONDS * 1000).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.eventLoop.stop();
  }

  /** Ends the running interval now, and keeps what was recorded in it. */
  async take(): Promise<void> {
    const totals = await readTotals();
    const at = performance.now();
    const uptimeSeconds = process.uptime();
    const { before } = this;
    this.before = { totals, at };
    const levels = await this.levels();
    this.samples.push(sampleOf(growth(before.totals, totals), levels, (at - before.at) / 1000, uptimeSeconds));
  }

  /** All samples, or those after `after`, an uptime in seconds, if the caller has the earlier ones of this `instance`. */
  async read({ instance, after = -1 }: { instance?: string; after?: number } = {}) {
    const known = instance === this.instance ? after : -1;
    const [build] = await recorded('turnpike_build_info');
    return {
      instance: this.instance,
      version: String(build?.labels.version ?? 'unknown'),
      now: new Date().toISOString(),
      since: new Date(this.since).toISOString(),
      uptimeSeconds: process.uptime(),
      intervalSeconds: INTERVAL_SECONDS,
      samples: this.samples.filter(({ uptimeSeconds }) => uptimeSeconds > known),
    };
  }

  private async levels(): Promise<Levels> {
    const { p99, max } = this.eventLoop.look();
    const level = async (name: string) => (await recorded(name))[0]?.value ?? 0;
    const ready = (await level('turnpike_ready')) === 1;
    return {
      ready,
      openSockets: await level('turnpike_websocket_connections'),
      turnsInProgress: await level('turnpike_turns_in_progress'),
      // It is counted in the database, which is perhaps what is not ready.
      webhooksPending: ready ? await level('turnpike_webhook_pending') : null,
      eventLoopLagP99Seconds: p99,
      eventLoopLagMaxSeconds: max,
      memoryBytes: process.memoryUsage.rss(),
    };
  }
}
