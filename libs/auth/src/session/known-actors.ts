import { Injectable, type OnModuleInit } from '@nestjs/common';
import { KnownRows, Notifications } from '@app/platform';
import type { Actor } from '../actor/actor.js';

const KEPT_MS = 60_000;

/**
 * The actors of sessions in use, so that ordinary requests need no database. Triggers tell of everything that ends a session
 * or changes its user.
 */
@Injectable()
export class KnownActors implements OnModuleInit {
  private readonly bySession: KnownRows<Actor>;

  constructor(private readonly notifications: Notifications) {
    this.bySession = new KnownRows(notifications, KEPT_MS);
  }

  onModuleInit(): void {
    this.notifications.subscribe('auth_changed', {
      heard: (payload) => {
        const [what, id = ''] = payload.split(' ');
        if (what === 'session') this.forget(id);
        else this.forgetUser(id);
      },
      missed: () => this.bySession.forgetAll(),
    });
  }

  /** The actor in the session, if that is certain without asking. */
  find(sessionId: string, userId: string): Actor | null {
    const actor = this.bySession.find(sessionId)?.value;
    return actor?.id === userId ? actor : null;
  }

  /** Reads the actor, and remembers it unless something was forgotten meanwhile. */
  remember(read: () => Promise<Actor | null>): Promise<Actor | null> {
    return this.bySession.remember(read, (actor) => (actor ? [[actor.sessionId, actor]] : []));
  }

  /** Forgets one session at once, without waiting for the database to say so. */
  forget(sessionId: string): void {
    this.bySession.forget(sessionId);
  }

  /** The same for all of a user's. */
  forgetUser(userId: string): void {
    this.bySession.forgetWhere(({ id }) => id === userId);
  }
}
