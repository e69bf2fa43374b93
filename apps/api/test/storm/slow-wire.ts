import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Chance } from './chance.js';

const SUBSCRIPTION = /^\/v1\/subscriptions\/(sub_\w+)/;

/** The share of answers that never arrive. Stripe has done what it was asked. */
const LOST = 1 / 30;

/**
 * The way to Stripe. Answers are on it for a while, some much longer than others, so what an instance reads may be out of
 * date by the time it arrives, and two who read at once may get their answers in the other order.
 */
export class SlowWire {
  url: string;
  questions = 0;
  lost = 0;
  private readonly server = createServer((request, response) => void this.pass(request, response));
  private readonly watchers = new Map<string, () => void>();

  constructor(
    private readonly target: string,
    private readonly chance: Chance,
  ) {}

  async open(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when the next answer about this subscription is on its way; or when nobody has asked for a long time. */
  nextRead(subscription: string): Promise<void> {
    const read = new Promise<void>((resolve) => this.watchers.set(subscription, resolve));
    return Promise.race([read, wait(3000, undefined, { ref: false })]);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method = 'GET', url = '/' } = request;
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)),
      ) as Record<string, string>;
      const body = method === 'GET' ? undefined : Buffer.concat(chunks);
      const answer = await fetch(this.target + url, { method, headers, body });
      const text = await answer.text();
      this.tell(url);
      await wait(this.delayMs());
      if (this.chance.next() < LOST) {
        this.lost++;
        return void response.destroy();
      }
      response.writeHead(answer.status, { 'content-type': 'application/json', ...idOf(answer) }).end(text);
    } catch {
      // Who asked was killed, or everything is being closed.
      response.destroy();
    }
  }

  private tell(url: string): void {
    this.questions++;
    const subscription = SUBSCRIPTION.exec(url)?.[1] ?? '';
    this.watchers.get(subscription)?.();
    this.watchers.delete(subscription);
  }

  private delayMs(): number {
    return this.chance.next() < 0.25 ? 100 + this.chance.below(250) : 2 + this.chance.below(30);
  }
}

function idOf(answer: Response): Record<string, string> {
  const id = answer.headers.get('request-id');
  return id ? { 'request-id': id } : {};
}
