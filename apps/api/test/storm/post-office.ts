import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Chance } from './chance.js';
import { Copies, type StripeEvent } from './copies.js';
import type { Instance } from '../support/instance.js';
import { Senders } from './senders.js';

/** What the application's endpoint is subscribed to. Of the last type it makes nothing, and has to store it all the same. */
const WANTED = [
  /^customer\.subscription\./,
  /^invoice\.(paid|payment_failed)$/,
  /^checkout\.session\.completed$/,
  /^charge\.refunded$/,
  /^invoice\.finalized$/,
];

/**
 * Takes every event from Stripe and delivers it as Stripe does on its worst day: three times, in any order, to any
 * instance, and again until somebody has acknowledged it.
 */
export class PostOffice {
  url: string;
  readonly copies: Copies;
  readonly senders: Senders;
  private readonly server = createServer((request, response) => void this.receive(request, response));

  constructor(chance: Chance) {
    this.copies = new Copies(chance.branch());
    this.senders = new Senders(this.copies, chance.branch());
  }

  async open(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  deliverTo(instances: Instance[], secret: string): void {
    this.senders.start(instances, secret);
  }

  isEmpty(): boolean {
    return this.copies.isEmpty() && this.senders.isIdle();
  }

  numbers(): Record<string, number> {
    return {
      'events sent, three copies each': this.copies.events.size,
      deliveries: this.senders.deliveries,
      'not acknowledged, sent again': this.senders.unacknowledged,
    };
  }

  async close(): Promise<void> {
    await this.senders.stop();
    this.server.close();
    this.server.closeAllConnections();
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    response.end();
    const event = JSON.parse(body) as StripeEvent;
    if (WANTED.some((type) => type.test(event.type))) this.copies.add(event, body);
  }
}
