import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { ErrorReports, Notifications } from '@app/platform';
import { DataSource } from 'typeorm';
import { RunningTurns, type RunningAttempt } from './running-turns.js';
import type { Turn } from './turn.entity.js';

const LEASE_SECONDS = 30;
/** Often enough to be late a few times. */
const RENEW_MS = 5000;
const CHANNEL = 'turns_stopped';

/** As the value of a column: until then the process that runs the turn need not say so again. */
export const LEASE = () => `now() + interval '${LEASE_SECONDS} seconds'`;

const RENEW = `
  UPDATE turns SET lease_until = ${LEASE()} FROM unnest($1::uuid[], $2::uuid[]) AS mine (id, attempt_id)
   WHERE turns.id = mine.id AND turns.attempt_id = mine.attempt_id AND turns.status = 'running'
   RETURNING turns.attempt_id AS "attemptId", turns.stop_asked AS "stopAsked"`;
const ASK_TO_STOP = `
  WITH asked AS (UPDATE turns SET stop_asked = true WHERE id = $1 AND user_id = $2 AND status = 'running' RETURNING attempt_id)
  SELECT pg_notify('${CHANNEL}', attempt_id::text) FROM asked`;
const LAPSED = `
  SELECT id, attempt_id AS "attemptId", user_id AS "userId" FROM turns
   WHERE status = 'running' AND lease_until < now() LIMIT 1000`;
const END = `
  UPDATE turns SET status = 'failed', error_code = 'interrupted', ended_at = now()
   WHERE id = $1 AND attempt_id = $2 AND status = 'running'`;

/** An attempt whose process has fallen silent. */
export type LapsedAttempt = Pick<Turn, 'id' | 'attemptId' | 'userId'>;

/**
 * Tells the other instances, through the database and by its clock, that this one still answers its turns, and hears from
 * them which it should stop. What has a lease that ran out belongs to nobody any more.
 */
@Injectable()
export class TurnLeases implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private timer?: NodeJS.Timeout;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly notifications: Notifications,
    private readonly running: RunningTurns,
    private readonly reports: ErrorReports,
  ) {}

  onModuleInit(): void {
    this.notifications.subscribe(CHANNEL, {
      heard: (attemptId) =>
        this.running
          .attempts()
          .find(({ stored }) => stored.attemptId === attemptId)
          ?.cancel(),
      missed: () => void this.renew(),
    });
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.renew(), RENEW_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Stops a running turn of the user that another instance answers: within a second, or where nothing is heard at its next renewal. */
  async askToStop(id: string, userId: string): Promise<void> {
    await this.dataSource.query(ASK_TO_STOP, [id, userId]);
  }

  lapsed(): Promise<LapsedAttempt[]> {
    return this.dataSource.query(LAPSED);
  }

  async end({ id, attemptId }: LapsedAttempt): Promise<void> {
    await this.dataSource.query(END, [id, attemptId]);
  }

  /** Says once that every turn here still runs. One that has been ended by others ends here too. */
  async renew(): Promise<void> {
    const attempts = this.running.attempts();
    if (attempts.length === 0) return;
    try {
      const alive = await this.renewed(attempts);
      for (const turn of attempts) {
        const stopAsked = alive.get(turn.stored.attemptId);
        if (stopAsked === undefined) turn.lose();
        else if (stopAsked) turn.cancel();
      }
    } catch (error) {
      this.reports.report(error, 'job');
    }
  }

  private async renewed(attempts: RunningAttempt[]): Promise<Map<string, boolean>> {
    const columns = [attempts.map(({ stored }) => stored.id), attempts.map(({ stored }) => stored.attemptId)];
    const [rows] = await this.dataSource.query<[{ attemptId: string; stopAsked: boolean }[]]>(RENEW, columns);
    return new Map(rows.map(({ attemptId, stopAsked }) => [attemptId, stopAsked]));
  }
}
