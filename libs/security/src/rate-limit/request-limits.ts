import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressOf } from '../address/address-of.js';
import { networkOf } from '../address/network-of.js';
import { SecurityConfig } from '../security.config.js';
import { fingerprint } from './counts.js';
import { MemoryCounts } from './memory-counts.js';
import type { Rate } from './rate.js';
import { RateLimits, type RateLimit } from './rate-limits.js';
import { RequestLimit } from './request-limit.js';
import { classOf, type RouteClass } from './route-class.js';

/** Everybody behind a proxy that TRUST_PROXY does not know of seems to be here. */
const LOOPBACK = /^(?:127\.|::1$)/;

type ByClass = Partial<Record<RouteClass, RequestLimit>>;

/**
 * How many requests of a class may come from an address, and from a user. They are counted in this process, because on
 * the way of every request a store elsewhere would cost more than most answers; only sign-in is worth it.
 */
@Injectable()
export class RequestLimits {
  private readonly ofAddresses: ByClass;
  private readonly ofUsers: ByClass;

  constructor(
    { rateLimits }: SecurityConfig,
    private readonly limits: RateLimits,
  ) {
    const { per_address: address, per_user: user } = rateLimits;
    this.ofAddresses = {
      read: this.here('address_read', address.read),
      write: this.here('address_write', address.write),
      auth: this.everywhere('address_auth', address.auth),
    };
    const write = this.here('user_write', user.write);
    this.ofUsers = { read: this.here('user_read', user.read), write, auth: write };
  }

  /** Throws `RateLimited` when the network that the request comes from has sent too many of its class. */
  takeForAddress(request: FastifyRequest, reply: FastifyReply): void | Promise<void> {
    const limit = this.ofAddresses[classOf(request)];
    if (!limit) return;
    const address = addressOf(request.raw);
    if (!LOOPBACK.test(address)) return limit.take(networkOf(address), reply);
  }

  /** Throws `RateLimited` when the user has sent too many. To be called once it is known who is calling. */
  takeForUser(request: FastifyRequest, reply: FastifyReply, userId: string): void | Promise<void> {
    const limit = this.ofUsers[classOf(request)];
    if (limit && !LOOPBACK.test(addressOf(request.raw))) return limit.take(userId, reply);
  }

  private here(scope: string, rate: Rate | null): RequestLimit | undefined {
    if (!rate) return undefined;
    const counts = new MemoryCounts(rate.seconds);
    return this.make({ scope, ...rate }, (key) => counts.add(key));
  }

  private everywhere(scope: string, rate: Rate | null): RequestLimit | undefined {
    if (!rate) return undefined;
    const counts = this.limits.countsOf({ scope, ...rate });
    return this.make({ scope, ...rate }, (key) => counts.add(fingerprint(key)));
  }

  private make(limit: RateLimit, count: ConstructorParameters<typeof RequestLimit>[1]): RequestLimit {
    return new RequestLimit(limit, count, this.limits);
  }
}
