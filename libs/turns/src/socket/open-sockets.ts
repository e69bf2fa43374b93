import { Injectable, type OnModuleInit } from '@nestjs/common';
import { bufferedBytes, connections } from '../turns.metrics.js';
import type { UserSocket } from './user-socket.js';

/** Every open socket of this process. */
@Injectable()
export class OpenSockets implements Iterable<UserSocket>, OnModuleInit {
  private readonly sockets = new Set<UserSocket>();

  onModuleInit(): void {
    bufferedBytes.collect((set) => {
      let bytes = 0;
      for (const socket of this.sockets) bytes += socket.bufferedBytes;
      set({}, bytes);
    });
  }

  get size(): number {
    return this.sockets.size;
  }

  [Symbol.iterator](): Iterator<UserSocket> {
    return this.sockets.values();
  }

  add(socket: UserSocket): void {
    this.sockets.add(socket);
    connections.set({}, this.sockets.size);
  }

  remove(socket: UserSocket): void {
    this.sockets.delete(socket);
    connections.set({}, this.sockets.size);
  }
}
