import type { DataSource, QueryRunner } from 'typeorm';
import { eventually } from '@app/platform/testing';
import type { Chance } from './chance.js';
import type { Instance } from '../support/instance.js';
import type { PostOffice } from './post-office.js';

const WAITING = `
  SELECT FROM pg_stat_activity
   WHERE usename = $1 AND wait_event_type = 'Lock' AND query ILIKE '%INSERT INTO stripe_events%' LIMIT 1`;
const END = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1';

/** Kills an instance, in the middle of its work, and starts it again at once. */
export class Kills {
  amidCommits = 0;
  total = 0;
  /** Events that were acknowledged, and were not there when the one who did it was gone. */
  readonly lost = new Set<string>();

  constructor(
    private readonly sql: DataSource,
    private readonly office: PostOffice,
    private readonly chance: Chance,
  ) {}

  async strike(instances: Instance[]): Promise<void> {
    const victim = this.chance.pick(instances);
    if (this.total++ % 2 === 0) await this.amidCommit(victim);
    else await this.anywhere(victim);
    victim.start();
  }

  /** Not later than something is on the way to it. */
  private async anywhere(victim: Instance): Promise<void> {
    await soon(() => this.office.senders.isOnTheWayTo(victim));
    await victim.kill();
    await this.lookForLost(this.sql);
  }

  /**
   * While its inserts wait for a lock: nothing of them may have been acknowledged. They end with their process, as they
   * do when a whole machine is lost; else Postgres would finish what it had begun for a client that is gone.
   */
  private async amidCommit(victim: Instance): Promise<void> {
    const hand = this.sql.createQueryRunner();
    await hand.startTransaction();
    await hand.query('LOCK TABLE stripe_events IN SHARE MODE');
    if (await soon(async () => (await this.sql.query(WAITING, [victim.role])).length > 0)) this.amidCommits++;
    await victim.kill();
    await eventually(async () => (await this.sql.query(END, [victim.role])).length === 0);
    await this.lookForLost(hand);
    await hand.commitTransaction();
    await hand.release();
  }

  /** Now, because the next copy would hide it. */
  private async lookForLost(database: DataSource | QueryRunner): Promise<void> {
    const ids = [...this.office.senders.acknowledged];
    const rows = (await database.query('SELECT id FROM stripe_events WHERE id = ANY($1)', [ids])) as { id: string }[];
    const stored = new Set(rows.map(({ id }) => id));
    for (const id of ids) if (!stored.has(id)) this.lost.add(id);
  }
}

/** Whether it came true within a time that such things take. */
function soon(ask: () => Promise<boolean> | boolean): Promise<boolean> {
  return eventually(ask, 2000).catch(() => false);
}
