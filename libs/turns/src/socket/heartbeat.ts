import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { OpenSockets } from './open-sockets.js';
import { unhurried } from './unhurried.js';
import type { UserSocket } from './user-socket.js';

export const HEARTBEAT_MS = 30_000;
const MOST_MISSES = 2;

/** Pings every socket, and ends those that did not answer twice: half-open connections would otherwise stay for ever. */
@Injectable()
export class Heartbeat implements OnModuleInit, OnModuleDestroy {
  private timer?: NodeJS.Timeout;

  constructor(private readonly sockets: OpenSockets) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.beat(), HEARTBEAT_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Looks at every socket once. */
  beat(): Promise<void> {
    return unhurried(this.sockets, (socket) => this.check(socket));
  }

  private check(socket: UserSocket): void {
    // Whoever does not read does not see the ping either.
    if (socket.missedPongs >= MOST_MISSES)
      return socket.terminate(socket.isBehind ? 'slow_reader' : 'heartbeat_timeout');
    socket.missedPongs += 1;
    socket.pings = 0;
    socket.ping();
  }
}
