import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Overloaded } from '../security.errors.js';
import { shed, shedding } from '../security.metrics.js';
import { LagJudge } from './lag-judge.js';
import { LoopLag } from './loop-lag.js';

const LOOK_EVERY_MS = 500;

/**
 * Sheds load while there is more to do than can be done in time: what is running goes on, what is new is refused before
 * it costs anything, and so those who are here already are served.
 */
@Injectable()
export class Overload implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(Overload.name);
  private readonly judge = new LagJudge();
  private looking?: NodeJS.Timeout;

  constructor(private readonly lag: LoopLag) {}

  onModuleInit(): void {
    this.lag.start();
    this.looking = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.looking);
    this.lag.stop();
  }

  /** Throws `Overloaded` while load is shed. */
  check(scope: 'http' | 'websocket'): void {
    if (!this.judge.isOverloaded()) return;
    shed.inc({ scope });
    throw new Overloaded();
  }

  private look(): void {
    const was = this.judge.isOverloaded();
    this.judge.hear(this.lag.longestSinceLastLook(), performance.now());
    const is = this.judge.isOverloaded();
    if (is === was) return;
    shedding.set({}, is ? 1 : 0);
    if (is)
      this.logger.warn('Too much to do: the event loop was late for seconds, new requests and sockets are refused');
    else this.logger.log('The event loop is in time again, and nobody is refused');
  }
}
