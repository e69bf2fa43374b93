import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Sessions } from '@app/auth';
import { Entitlements } from '@app/billing';
import { ErrorReports } from '@app/platform';
import { CLOSE } from '@app/protocol';
import { OpenSockets } from './open-sockets.js';
import type { UserSocket } from './user-socket.js';

const SWEEP_MS = 2000;

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
    if (this.sockets.size === 0) return;
    const sockets = [...this.sockets].filter((socket) => socket.isOpen);
    try {
      await this.closeEnded(sockets);
      await this.tellChanges(sockets.filter((socket) => socket.isOpen));
    } catch (error) {
      this.reports.report(error, 'job');
    }
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
      if (entitlement) socket.tellPlan({ plan: entitlement.plan, features: entitlement.features });
    }
  }
}
