import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Socket } from 'node:net';
import { TooManySockets } from '../turns.errors.js';
import { bufferedBytes, connections } from '../turns.metrics.js';
import type { UserSocket } from './user-socket.js';

const MOST_PER_USER = 5;

/** Every open socket of this process. */
@Injectable()
export class OpenSockets implements Iterable<UserSocket>, OnModuleInit {
  private readonly sockets = new Set<UserSocket>();
  private readonly slots = new Map<string, Set<Socket>>();

  onModuleInit(): void {
    bufferedBytes.collect((set) =>
      set(
        {},
        [...this.sockets].reduce((bytes, socket) => bytes + socket.bufferedBytes, 0),
      ),
    );
  }

  get size(): number {
    return this.sockets.size;
  }

  [Symbol.iterator](): Iterator<UserSocket> {
    return this.sockets.values();
  }

  /**
   * Throws `TooManySockets` when the user has as many as anybody may have. The place is taken before the handshake, so
   * that many at once cannot slip through, and is free again when the connection closes, however far it got.
   */
  reserve(userId: string, connection: Socket): void {
    const taken = this.slots.get(userId) ?? new Set();
    if (taken.size >= MOST_PER_USER) throw new TooManySockets();
    if (connection.destroyed) return;
    this.slots.set(userId, taken.add(connection));
    connection.once('close', () => {
      taken.delete(connection);
      if (taken.size === 0 && this.slots.get(userId) === taken) this.slots.delete(userId);
    });
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
