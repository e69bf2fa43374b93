import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { OpenSockets } from './open-sockets.js';

export const HEARTBEAT_MS = 30_000;
const MOST_MISSES = 2;

/** Pings every socket, and ends those that did not answer twice: half-open connections would otherwise stay for ever. */
@Injectable()
export class Heartbeat implements OnModuleInit, OnModuleDestroy {
  private timer?: NodeJS.Timeout;

  constructor(private readonly sockets: OpenSockets) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private beat(): void {
    for (const socket of this.sockets) {
      if (socket.missedPongs >= MOST_MISSES) {
        // Whoever does not read does not see the ping either.
        socket.terminate(socket.isBehind ? 'slow_reader' : 'heartbeat_timeout');
        continue;
      }
      socket.missedPongs += 1;
      socket.ping();
    }
  }
}
