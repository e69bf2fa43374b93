import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Sessions } from '@app/auth';
import { Entitlements } from '@app/billing';
import { ErrorReports } from '@app/platform';
import { CLOSE } from '@app/protocol';
import { OpenSockets } from './open-sockets.js';
import type { UserSocket } from './user-socket.js';

const SWEEP_MS = 2000;
/** One question for so many sockets: all ten thousand at once would hold up everything else for a moment. */
const AT_ONCE = 500;

/** Looks at open sockets again and again: one whose session ended is closed, one whose plan changed is told. */
@Injectable()
export class SocketSweeper implements OnModuleInit, OnModuleDestroy {
  private timer?: NodeJS.Timeout;
  private stopped = false;

  constructor(
    private readonly sockets: OpenSockets,
    private readonly sessions: Sessions,
    private readonly entitlements: Entitlements,
    private readonly reports: ErrorReports,
  ) {}

  onModuleInit(): void {
    this.schedule();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    if (this.stopped) return;
    // Never two sweeps at once, however slow the database is.
    this.timer = setTimeout(() => void this.sweep().finally(() => this.schedule()), SWEEP_MS).unref();
  }

  private async sweep(): Promise<void> {
    try {
      for (const sockets of this.openOnes()) {
        await this.closeEnded(sockets);
        await this.tellChanges(sockets.filter((socket) => socket.isOpen));
        if (this.stopped) return;
      }
    } catch (error) {
      this.reports.report(error, 'job');
    }
  }

  private *openOnes(): Generator<UserSocket[]> {
    let some: UserSocket[] = [];
    for (const socket of this.sockets) {
      if (socket.isOpen) some.push(socket);
      if (some.length < AT_ONCE) continue;
      yield some;
      some = [];
    }
    if (some.length > 0) yield some;
  }

  private async closeEnded(sockets: UserSocket[]): Promise<void> {
    const alive = await this.sessions.alive([...new Set(sockets.map(({ actor }) => actor.sessionId))]);
    for (const socket of sockets) {
      if (!alive.has(socket.actor.sessionId)) socket.close(CLOSE.policy, 'policy');
    }
  }

  private async tellChanges(sockets: UserSocket[]): Promise<void> {
    const now = await this.entitlements.ofMany([...new Set(sockets.map(({ actor }) => actor.id))]);
    for (const socket of sockets) {
      const entitlement = now.get(socket.actor.id);
      if (entitlement) socket.tellPlan(entitlement);
    }
  }
}
