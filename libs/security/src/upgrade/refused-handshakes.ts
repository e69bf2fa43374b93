import { Injectable } from '@nestjs/common';
import { AppError } from '@app/platform';
import type { IncomingMessage } from 'node:http';
import { addressOf } from '../address/address-of.js';
import { networkOf } from '../address/network-of.js';
import { RateLimits, type Limiter } from '../rate-limit/rate-limits.js';
import { RateLimited } from '../security.errors.js';

/** Counts refused handshakes per address: who is refused again and again is answered without anybody being asked. */
@Injectable()
export class RefusedHandshakes {
  private readonly perAddress: Limiter;

  constructor(limits: RateLimits) {
    this.perAddress = limits.limiter({ scope: 'refused_handshakes', points: 60, seconds: 60 });
  }

  /** Throws `RateLimited` when the address was refused too often lately. */
  check(request: IncomingMessage): Promise<void> {
    return this.perAddress.peek(networkOf(addressOf(request)));
  }

  /** Counts a refusal if it is one of its sender's making. Returns what to answer: `RateLimited` from the 61st on. */
  async count(request: IncomingMessage, thrown: unknown): Promise<unknown> {
    if (!(thrown instanceof AppError && (thrown.kind === 'unauthenticated' || thrown.kind === 'forbidden')))
      return thrown;
    try {
      await this.perAddress.take(networkOf(addressOf(request)));
      return thrown;
    } catch (limited) {
      return limited instanceof RateLimited ? limited : thrown;
    }
  }
}
