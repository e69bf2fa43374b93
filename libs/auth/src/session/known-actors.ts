import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Notifications } from '@app/platform';
import type { Actor } from '../actor/actor.js';

const KEPT_MS = 60_000;
const MOST = 10_000;

interface Known {
  actor: Actor;
  until: number;
}

/**
 * The actors of sessions in use, so that ordinary requests need no database. Triggers tell of everything that ends a session
 * or changes its user; while it is not certain that they are heard, nobody is known, and the database is asked.
 */
@Injectable()
export class KnownActors implements OnModuleInit {
  private readonly bySession = new Map<string, Known>();
  /** Moves on whenever something is forgotten, so that what was read before is not remembered after. */
  private generation = 0;

  constructor(private readonly notifications: Notifications) {}

  onModuleInit(): void {
    this.notifications.subscribe('auth_changed', {
      heard: (payload) => {
        const [what, id = ''] = payload.split(' ');
        if (what === 'session') this.forget(id);
        else this.forgetUser(id);
      },
      missed: () => this.forgetAll(),
    });
  }

  /** The actor in the session, if that is certain without asking. */
  find(sessionId: string, userId: string): Actor | null {
    const known = this.bySession.get(sessionId);
    if (!known || known.actor.id !== userId || !this.notifications.isCurrent()) return null;
    if (performance.now() < known.until) return known.actor;
    this.bySession.delete(sessionId);
    return null;
  }

  /** Reads the actor, and remembers it unless something was forgotten meanwhile. */
  async remember(read: () => Promise<Actor | null>): Promise<Actor | null> {
    const { generation } = this;
    const actor = await read();
    if (actor && generation === this.generation && this.notifications.isCurrent()) this.keep(actor);
    return actor;
  }

  /** Forgets one session at once, without waiting for the database to say so. */
  forget(sessionId: string): void {
    this.generation++;
    this.bySession.delete(sessionId);
  }

  forgetUser(userId: string): void {
    this.generation++;
    for (const [sessionId, { actor }] of this.bySession) if (actor.id === userId) this.bySession.delete(sessionId);
  }

  private forgetAll(): void {
    this.generation++;
    this.bySession.clear();
  }

  private keep(actor: Actor): void {
    this.bySession.delete(actor.sessionId);
    this.bySession.set(actor.sessionId, { actor, until: performance.now() + KEPT_MS });
    const [oldest] = this.bySession.keys();
    if (this.bySession.size > MOST) this.bySession.delete(oldest!);
  }
}
