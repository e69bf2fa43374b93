import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Drain, PlatformConfig } from '@app/platform';
import { CLOSE } from '@app/protocol';
import { setTimeout as wait } from 'node:timers/promises';
import { RunningTurns } from '../turn/running-turns.js';
import { OpenSockets } from './open-sockets.js';
import { unhurried } from './unhurried.js';
import type { UserSocket } from './user-socket.js';

/** Clients come back at once when they are closed. Spread out, a millisecond for each, they do not all come together. */
const LEAST_SPREAD_MS = 500;
const MOST_SPREAD_MS = 5000;
const LAST_WORDS_MS = 2000;
const LOOK_AGAIN_MS = 20;

/** Over how long to close so many sockets when so much time is left. */
export const spreadMs = (sockets: number, leftMs: number): number =>
  Math.max(LEAST_SPREAD_MS, Math.min(sockets, MOST_SPREAD_MS, leftMs));

/** The sockets' part of an orderly way out: announce it, let turns end, cut off those that do not, close. */
@Injectable()
export class SocketDrain implements OnModuleInit, OnModuleDestroy {
  constructor(
    private readonly drain: Drain,
    private readonly sockets: OpenSockets,
    private readonly running: RunningTurns,
    private readonly config: PlatformConfig,
  ) {}

  onModuleInit(): void {
    this.drain.onDrain((deadline) => this.empty(deadline));
  }

  /** Whoever stops without draining still leaves no turn behind that claims to run. */
  async onModuleDestroy(): Promise<void> {
    await this.cutOff();
  }

  private async empty(deadline: AbortSignal): Promise<void> {
    const end = performance.now() + this.config.shutdownTimeoutMs;
    await unhurried(this.sockets, (socket) => socket.send({ type: 'draining' }));
    await Promise.race([this.running.ended(), aborted(deadline)]);
    await this.cutOff();
    const spread = spreadMs(this.sockets.size, end - performance.now());
    await Promise.all([...this.sockets].map((socket) => this.restart(socket, spread)));
    // Whoever reads gets to know why; whoever does not must not hold up the restart.
    const lastWords = performance.now() + LAST_WORDS_MS;
    while (this.sockets.size > 0 && performance.now() < lastWords) await wait(LOOK_AGAIN_MS);
  }

  private async cutOff(): Promise<void> {
    this.running.cutOffAll();
    await Promise.race([this.running.ended(), wait(LAST_WORDS_MS, undefined, { ref: false })]);
  }

  private async restart(socket: UserSocket, spread: number): Promise<void> {
    await wait(Math.random() * spread);
    socket.close(CLOSE.restart, 'server_shutdown');
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
