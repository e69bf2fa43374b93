import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Instance } from '../support/instance.js';

const LOOK_EVERY_MS = 200;

/** What stands in front of instances: asks each whether it is ready, and gives every new connection to the next that is. */
export class BalancingProxy {
  private readonly server = createServer((client) => this.forward(client));
  private readonly connections = new Set<Socket>();
  private ready: Instance[] = [];
  private next = 0;
  private isOpen = true;

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async open(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /** Begins to look after these. */
  balance(instances: Instance[]): void {
    this.ready = [...instances];
    void (async () => {
      for (; this.isOpen; await wait(LOOK_EVERY_MS)) {
        const states = await Promise.all(instances.map((instance) => instance.isReady()));
        this.ready = instances.filter((_, n) => states[n]);
      }
    })();
  }

  async close(): Promise<void> {
    this.isOpen = false;
    for (const connection of this.connections) connection.destroy();
    await new Promise((closed) => this.server.close(closed));
  }

  private forward(client: Socket): void {
    const instance = this.ready[this.next++ % this.ready.length];
    if (!instance) return void client.destroy();
    const upstream = connect(Number(new URL(instance.url).port), '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.connections.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.connections.delete(one);
        other.end();
      });
    }
  }
}
