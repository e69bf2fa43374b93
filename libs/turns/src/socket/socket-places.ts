import { Injectable } from '@nestjs/common';
import { addressOf, networkOf } from '@app/security';
import type { IncomingMessage } from 'node:http';
import { TooManySockets } from '../turns.errors.js';
import { SocketsConfig } from './sockets.config.js';

const LOOPBACK = /^(127\.|::1$)/;

/** So many places for each key. */
class Places {
  private readonly taken = new Map<string, number>();

  constructor(private readonly most: number) {}

  isFull(key: string): boolean {
    return this.of(key) >= this.most;
  }

  take(key: string): void {
    this.taken.set(key, this.of(key) + 1);
  }

  free(key: string): void {
    if (this.of(key) > 1) this.taken.set(key, this.of(key) - 1);
    else this.taken.delete(key);
  }

  private of(key: string): number {
    return this.taken.get(key) ?? 0;
  }
}

/** How many sockets a user and an address have. */
@Injectable()
export class SocketPlaces {
  private readonly ofUsers: Places;
  private readonly ofAddresses: Places;

  constructor({ sockets }: SocketsConfig) {
    this.ofUsers = new Places(sockets.per_user);
    this.ofAddresses = new Places(sockets.per_address);
  }

  /**
   * Throws `TooManySockets` when the user or the address has as many as anybody may have. The places are taken before the
   * handshake, so that many at once cannot slip through, and free again when the connection closes, however far it got.
   */
  take(userId: string, request: IncomingMessage): void {
    const connection = request.socket;
    const address = addressOf(request);
    const network = networkOf(address);
    // Everybody behind a proxy that TRUST_PROXY does not know of seems to be here.
    const isCounted = !LOOPBACK.test(address);
    if (this.ofUsers.isFull(userId)) throw new TooManySockets();
    if (isCounted && this.ofAddresses.isFull(network))
      throw new TooManySockets('Too many open connections from your network.');
    if (connection.destroyed) return;
    this.ofUsers.take(userId);
    if (isCounted) this.ofAddresses.take(network);
    connection.once('close', () => {
      this.ofUsers.free(userId);
      if (isCounted) this.ofAddresses.free(network);
    });
  }
}
