import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { PreparedSql } from '@app/platform';

/** The names of all migrations this program was built with, provided by any module; without it they are not looked at. */
export const EXPECTED_MIGRATIONS = Symbol('expected migrations');

/** A question that got no answer for this long is given up, and asked again on another connection. */
const GIVE_UP_MS = 5000;

/** Asks the database whether it answers, and whether its schema is the one this program needs. */
@Injectable()
export class DatabaseProbe implements OnModuleInit {
  private asking?: { answer: Promise<void>; since: number };
  private expected: readonly string[] = [];
  private migrated = false;

  constructor(
    private readonly sql: PreparedSql,
    private readonly modules: ModuleRef,
  ) {}

  onModuleInit(): void {
    try {
      this.expected = this.modules.get<readonly string[]>(EXPECTED_MIGRATIONS, { strict: false });
    } catch {
      // Nobody provides them: a test, or a program without migrations of its own.
      this.migrated = true;
    }
  }

  /** Rejects when the database does not answer. While it is frozen, callers share one connection that hangs. */
  answers(): Promise<void> {
    if (!this.asking || performance.now() - this.asking.since > GIVE_UP_MS) {
      const asked = { answer: this.ask(), since: performance.now() };
      const forget = () => {
        if (this.asking === asked) this.asking = undefined;
      };
      asked.answer.then(forget, forget);
      this.asking = asked;
    }
    return this.asking.answer;
  }

  /** Rejects when a migration is missing. Once all are there they stay, and nothing is asked any more. */
  async isMigrated(): Promise<void> {
    if (this.migrated) return;
    const rows = await this.sql.rows<{ name: string }>('applied-migrations', 'SELECT name FROM migrations', []);
    const applied = new Set(rows.map(({ name }) => name));
    const missing = this.expected.filter((name) => !applied.has(name));
    if (missing.length > 0) throw new Error(`${missing.length} migrations are not applied`);
    this.migrated = true;
  }

  private async ask(): Promise<void> {
    await this.sql.rows('health', 'SELECT 1', []);
  }
}
