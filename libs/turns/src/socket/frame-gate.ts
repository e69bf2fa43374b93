import { Injectable } from '@nestjs/common';
import { requireRole, Sessions, type Actor } from '@app/auth';
import { Entitlements } from '@app/billing';
import { SessionEnded } from '../turns.errors.js';
import type { FrameDemands } from './frame-handlers.js';

/** Lets a frame through if its sender, as they are now and not as they were when the socket opened, may send it. */
@Injectable()
export class FrameGate {
  constructor(
    private readonly sessions: Sessions,
    private readonly entitlements: Entitlements,
  ) {}

  /** Throws what the same demand would be refused with over HTTP. */
  async pass({ id, sessionId }: Actor, { feature, role, limiter }: FrameDemands): Promise<void> {
    if (feature) await this.entitlements.require(id, feature);
    if (feature || role) {
      const now = await this.sessions.findActor(sessionId, id);
      if (!now) throw new SessionEnded();
      if (role) requireRole(now, role);
    }
    await limiter?.take(id);
  }
}
