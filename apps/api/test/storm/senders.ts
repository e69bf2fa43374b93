import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Chance } from './chance.js';
import type { Copies, Copy } from './copies.js';
import type { Instance } from '../support/instance.js';

const AT_ONCE = 16;
/** Stripe waits too before it tries again, if longer. */
const PAUSE_MS = 50;

/** Deliver copies of events to whichever instance, several at a time. */
export class Senders {
  /** The ids of the events that an instance has answered with 2xx. */
  readonly acknowledged = new Set<string>();
  deliveries = 0;
  unacknowledged = 0;
  private readonly onTheWay: Instance[] = [];
  private running: Promise<void>[] = [];
  private isStopped = false;

  constructor(
    private readonly copies: Copies,
    private readonly chance: Chance,
  ) {}

  start(instances: Instance[], secret: string): void {
    this.running = Array.from({ length: AT_ONCE }, () => this.run(instances, secret));
  }

  isIdle(): boolean {
    return this.onTheWay.length === 0;
  }

  isOnTheWayTo(instance: Instance): boolean {
    return this.onTheWay.includes(instance);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.copies.wake();
    await Promise.all(this.running);
  }

  private async run(instances: Instance[], secret: string): Promise<void> {
    while (!this.isStopped) {
      const copy = this.copies.take();
      if (!copy) await this.copies.more();
      else if (!(await this.deliver(copy, this.chance.pick(instances), secret))) await wait(PAUSE_MS);
    }
  }

  private async deliver(copy: Copy, instance: Instance, secret: string): Promise<boolean> {
    const { event, body } = copy;
    this.deliveries++;
    this.onTheWay.push(instance);
    const isAcknowledged = await post(`${instance.url}/billing/webhook`, body, secret);
    if (isAcknowledged) this.acknowledged.add(event.id);
    else {
      this.unacknowledged++;
      this.copies.putBack(copy);
    }
    this.onTheWay.splice(this.onTheWay.indexOf(instance), 1);
    return isAcknowledged;
  }
}

/** Whether there was an answer, and a good one. */
async function post(url: string, body: string, secret: string): Promise<boolean> {
  const headers = { 'content-type': 'application/json', 'stripe-signature': signatureOf(body, secret) };
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function signatureOf(body: string, secret: string): string {
  const seconds = Math.floor(Date.now() / 1000);
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}
