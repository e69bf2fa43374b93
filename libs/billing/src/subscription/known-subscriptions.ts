import { Injectable, type OnModuleInit } from '@nestjs/common';
import { KnownRows, Notifications } from '@app/platform';
import type { Subscription } from './subscription.entity.js';

/** What is decided by memory is never older than this, even if a notification were lost. */
const KEPT_MS = 30_000;

/**
 * The current subscriptions of users who were looked at lately, so that showing a plan needs no database. It keeps rows,
 * never verdicts, so time takes its effect. A trigger tells of every change of the table.
 */
@Injectable()
export class KnownSubscriptions implements OnModuleInit {
  private readonly byUser: KnownRows<Subscription | null>;

  constructor(private readonly notifications: Notifications) {
    this.byUser = new KnownRows(notifications, KEPT_MS);
  }

  onModuleInit(): void {
    this.notifications.subscribe('billing_changed', {
      heard: (userId) => this.byUser.forget(userId),
      missed: () => this.byUser.forgetAll(),
    });
  }

  /** What is certain about the user without asking; null when nothing is. */
  find(userId: string): { value: Subscription | null } | null {
    return this.byUser.find(userId);
  }

  /** Reads, and remembers it unless something was forgotten meanwhile. */
  remember(read: () => Promise<Map<string, Subscription | null>>): Promise<Map<string, Subscription | null>> {
    return this.byUser.remember(read, (subscriptions) => subscriptions);
  }
}
