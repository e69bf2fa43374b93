import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Client } from 'pg';
import { PlatformConfig } from '../config/platform.config.js';

const BEAT_MS = 250;
/** For how long a heartbeat proves that nothing was missed. */
const LEASE_MS = 900;
const ANSWER_MS = 2000;
const RETRY_MS = 500;

/** Hears what is said on a channel. `missed` is called when something may have been said that nobody here has heard. */
export interface Subscriber {
  heard(payload: string): void;
  missed(): void;
}

/**
 * Postgres' NOTIFY, on one connection of its own. What other instances say arrives within milliseconds, and
 * `isCurrent()` tells whether it does: an answered heartbeat brings everything that was said before it, on the same wire.
 */
@Injectable()
export class Notifications implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(Notifications.name);
  private readonly subscribers = new Map<string, Subscriber>();
  private readonly stopping = new AbortController();
  private currentUntil = 0;
  private running?: Promise<void>;

  constructor(private readonly config: PlatformConfig) {}

  /** To be called before the application has started; one subscriber a channel. */
  subscribe(channel: string, subscriber: Subscriber): void {
    if (this.running) throw new Error(`Subscribe to ${channel} before the application has started`);
    this.subscribers.set(channel, subscriber);
  }

  /** Whether everything that was said up to a second ago has been heard. Else ask the database itself. */
  isCurrent(): boolean {
    return performance.now() < this.currentUntil;
  }

  onApplicationBootstrap(): void {
    if (this.subscribers.size > 0) this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let wasLost = false; !signal.aborted; wasLost = true) {
      await this.listen(() => wasLost && this.logger.log('Notifications of the database are heard again')).catch(
        (error: Error) =>
          wasLost || signal.aborted || this.logger.warn(`Notifications are not heard: ${error.message}`),
      );
      await wait(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** Listens until the connection is lost, which it throws, or the application stops. */
  private async listen(begun: () => void): Promise<void> {
    // pg would wait for ever for the goodbye of a server that does not answer; a socket of ours can be cut.
    const socket = new Socket();
    const client = new Client({
      connectionString: this.config.databaseUrl,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      application_name: 'turnpike notifications',
      stream: () => socket,
    });
    client.on('error', () => socket.destroy());
    client.on('notification', ({ channel, payload }) => this.subscribers.get(channel)?.heard(payload ?? ''));
    try {
      await client.connect();
      for (const channel of this.subscribers.keys()) await client.query(`LISTEN ${channel}`);
      for (const subscriber of this.subscribers.values()) subscriber.missed();
      begun();
      await this.beat(client);
    } finally {
      this.currentUntil = 0;
      socket.destroy();
    }
  }

  private async beat(client: Client): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const askedAt = performance.now();
      await client.query('SELECT 1');
      this.currentUntil = askedAt + LEASE_MS;
      await wait(BEAT_MS, undefined, { signal }).catch(() => {});
    }
  }
}
