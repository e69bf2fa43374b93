import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Drain } from '@app/platform';
import { CLOSE } from '@app/protocol';
import { setTimeout as wait } from 'node:timers/promises';
import { RunningTurns } from '../turn/running-turns.js';
import { OpenSockets } from './open-sockets.js';
import type { UserSocket } from './user-socket.js';

/** Clients come back at once when they are closed; spread out, they do not all come at the same moment. */
const JITTER_MS = 500;
const LAST_WORDS_MS = 2000;
const LOOK_AGAIN_MS = 20;

/** The sockets' part of an orderly way out: announce it, let turns end, cut off those that do not, close. */
@Injectable()
export class SocketDrain implements OnModuleInit, OnModuleDestroy {
  constructor(
    private readonly drain: Drain,
    private readonly sockets: OpenSockets,
    private readonly running: RunningTurns,
  ) {}

  onModuleInit(): void {
    this.drain.onDrain((deadline) => this.empty(deadline));
  }

  /** Whoever stops without draining still leaves no turn behind that claims to run. */
  async onModuleDestroy(): Promise<void> {
    await this.cutOff();
  }

  private async empty(deadline: AbortSignal): Promise<void> {
    for (const socket of this.sockets) socket.send({ type: 'draining' });
    await Promise.race([this.running.ended(), aborted(deadline)]);
    await this.cutOff();
    await Promise.all([...this.sockets].map((socket) => this.restart(socket)));
    // Whoever reads gets to know why; whoever does not must not hold up the restart.
    const end = performance.now() + LAST_WORDS_MS;
    while (this.sockets.size > 0 && performance.now() < end) await wait(LOOK_AGAIN_MS);
  }

  private async cutOff(): Promise<void> {
    this.running.cutOffAll();
    await Promise.race([this.running.ended(), wait(LAST_WORDS_MS, undefined, { ref: false })]);
  }

  private async restart(socket: UserSocket): Promise<void> {
    await wait(Math.random() * JITTER_MS);
    socket.close(CLOSE.restart, 'server_shutdown');
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
