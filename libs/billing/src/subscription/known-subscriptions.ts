import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Notifications } from '@app/platform';
import type { Subscription } from './subscription.entity.js';

/** What is decided by memory is never older than this, even if a notification were lost. */
const KEPT_MS = 30_000;
const MOST = 10_000;

interface Known {
  subscription: Subscription | null;
  until: number;
}

/**
 * The current subscriptions of users who were looked at lately, so that showing a plan needs no database. It keeps rows,
 * never verdicts, so time takes its effect. A trigger tells of every change of the table; while it is not certain that
 * it is heard, nothing is known, and the database is asked.
 */
@Injectable()
export class KnownSubscriptions implements OnModuleInit {
  private readonly byUser = new Map<string, Known>();
  /** Moves on whenever something is forgotten, so that what was read before is not remembered after. */
  private generation = 0;

  constructor(private readonly notifications: Notifications) {}

  onModuleInit(): void {
    this.notifications.subscribe('billing_changed', {
      heard: (userId) => this.forget(userId),
      missed: () => this.forgetAll(),
    });
  }

  /** What is certain about the user without asking; null when nothing is. */
  find(userId: string): Pick<Known, 'subscription'> | null {
    const known = this.byUser.get(userId);
    if (!known || !this.notifications.isCurrent()) return null;
    if (performance.now() < known.until) return known;
    this.byUser.delete(userId);
    return null;
  }

  /** Reads, and remembers it unless something was forgotten meanwhile. */
  async remember(read: () => Promise<Map<string, Subscription | null>>): Promise<Map<string, Subscription | null>> {
    const { generation } = this;
    const subscriptions = await read();
    if (generation !== this.generation || !this.notifications.isCurrent()) return subscriptions;
    for (const [userId, subscription] of subscriptions) this.keep(userId, subscription);
    return subscriptions;
  }

  private forget(userId: string): void {
    this.generation++;
    this.byUser.delete(userId);
  }

  private forgetAll(): void {
    this.generation++;
    this.byUser.clear();
  }

  private keep(userId: string, subscription: Subscription | null): void {
    this.byUser.delete(userId);
    this.byUser.set(userId, { subscription, until: performance.now() + KEPT_MS });
    const [oldest] = this.byUser.keys();
    if (this.byUser.size > MOST) this.byUser.delete(oldest!);
  }
}
