import { Injectable } from '@nestjs/common';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { MetricsConfig } from '../metrics.config.js';
import { MetricsTokenRequired, OnlyFromLoopback } from '../metrics.errors.js';

const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;
const LEFT_BY_PROXIES = ['x-forwarded-for', 'forwarded', 'x-real-ip'];

/** Who may see what is meant for operators: whoever has the metrics token or, when none is set, this machine itself. */
@Injectable()
export class OperatorAccess {
  constructor(private readonly config: MetricsConfig) {}

  /** Throws unless the caller may. */
  check(request: IncomingMessage): void {
    const { metricsToken } = this.config;
    if (metricsToken === undefined) {
      if (!isFromLoopback(request)) throw new OnlyFromLoopback();
    } else if (!sameSecret(bearerOf(request), metricsToken)) throw new MetricsTokenRequired();
  }

  allows(request: IncomingMessage): boolean {
    try {
      this.check(request);
      return true;
    } catch {
      return false;
    }
  }
}

/** What a proxy passes on comes from elsewhere, even if the proxy runs on this machine. */
function isFromLoopback({ socket, headers }: IncomingMessage): boolean {
  return LOOPBACK.test(socket.remoteAddress ?? '') && LEFT_BY_PROXIES.every((name) => headers[name] === undefined);
}

const bearerOf = ({ headers }: IncomingMessage) => /^bearer +([^ ].*)?$/i.exec(headers.authorization ?? '')?.[1] ?? '';

/** Compares digests, so that neither the time taken nor the length tells anything. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
