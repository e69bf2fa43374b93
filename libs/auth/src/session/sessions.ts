import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, Not } from 'typeorm';
import { PreparedSql } from '@app/platform';
import type { Actor } from '../actor/actor.js';
import { SignInTooOld } from '../auth.errors.js';
import { KnownActors } from './known-actors.js';
import { Session } from './session.entity.js';

export const SESSION_DAYS = 30;
const MOST_PER_USER = 10;
const IN_TIME = `s.created_at > now() - interval '${SESSION_DAYS} days' AND s.last_used_at > now() - interval '24 hours'`;
const ALIVE = `${IN_TIME} AND u.disabled_at IS NULL`;
const ACTOR = `
  SELECT u.id, u.email, u.email_verified AS "emailVerified", u.name, u.role, s.id AS "sessionId",
         s.last_used_at < now() - interval '1 minute' AS stale
  FROM sessions s JOIN users u ON u.id = s.user_id`;

/** Where a sign-in came from, for the list on the account page. */
export interface Client {
  userAgent?: string;
  address?: string;
}

/** A session that was just opened; the token itself is stored nowhere and goes into the cookie. */
export interface OpenedSession {
  id: string;
  userId: string;
  token: string;
}

/** The sign-ins that live: at most 30 days, at most 24 hours unused, at most 10 per user. */
@Injectable()
export class Sessions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sql: PreparedSql,
    private readonly known: KnownActors,
  ) {}

  /** Opens a new session; the user's oldest ones make room for it. */
  async open(userId: string, { userAgent, address }: Client): Promise<OpenedSession> {
    const token = randomBytes(32).toString('base64url');
    return this.dataSource.transaction(async (manager) => {
      // Sign-ins of one user take turns, or two at once would both find room for one.
      await manager.query('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [userId]);
      await manager.query(
        `DELETE FROM sessions WHERE id IN (
           SELECT s.id FROM sessions s WHERE s.user_id = $1 ORDER BY (${IN_TIME}) DESC, s.created_at DESC OFFSET $2)`,
        [userId, MOST_PER_USER - 1],
      );
      const { id } = await manager.save(
        manager.create(Session, {
          userId,
          tokenHash: hashOf(token),
          userAgent: userAgent?.slice(0, 500) || null,
          address: address || null,
        }),
      );
      return { id, userId, token };
    });
  }

  /** Whoever is in this session, if it lives and is the user's. Asks the database once a minute for each session in use. */
  async findActor(sessionId: string, userId: string): Promise<Actor | null> {
    const text = `${ACTOR} WHERE s.id = $1 AND u.id = $2 AND ${ALIVE}`;
    return (
      this.known.find(sessionId, userId) ??
      this.known.remember(() => this.actorIn('auth-session-by-id', text, [sessionId, userId]))
    );
  }

  /** Whoever is in the session with this token, if it lives. */
  async findActorByToken(token: string): Promise<Actor | null> {
    return this.actorIn('auth-session-by-token', `${ACTOR} WHERE s.token_hash = $1 AND ${ALIVE}`, [hashOf(token)]);
  }

  /** Those of the given sessions that live. */
  async alive(sessionIds: string[]): Promise<Set<string>> {
    if (sessionIds.length === 0) return new Set();
    const text = `SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ANY($1::uuid[]) AND ${ALIVE}`;
    const rows = await this.sql.rows<{ id: string }>('auth-sessions-alive', text, [sessionIds]);
    return new Set(rows.map(({ id }) => id));
  }

  /** The user's living sessions, the last used first. */
  async list(userId: string): Promise<Session[]> {
    return this.dataSource
      .getRepository(Session)
      .createQueryBuilder('s')
      .where(`s.userId = :userId AND ${IN_TIME}`, { userId })
      .orderBy('s.lastUsedAt', 'DESC')
      .getMany();
  }

  /** Throws `SignInTooOld` unless the session was opened within the last ten minutes, as what matters most demands. */
  async requireRecent(sessionId: string): Promise<void> {
    const text = `SELECT FROM sessions WHERE id = $1 AND created_at > now() - interval '10 minutes'`;
    const rows = await this.sql.rows('auth-session-recent', text, [sessionId]);
    if (rows.length === 0) throw new SignInTooOld();
  }

  /** Ends one session of the user, at once and everywhere. Says whether there was one. */
  async revoke(sessionId: string, userId: string): Promise<boolean> {
    const { affected } = await this.dataSource.getRepository(Session).delete({ id: sessionId, userId });
    this.known.forget(sessionId);
    return affected === 1;
  }

  /** Ends the user's sessions, all or all but one, at once and everywhere. Says how many. */
  async revokeAll(userId: string, exceptSessionId?: string, manager = this.dataSource.manager): Promise<number> {
    const but = exceptSessionId ? { id: Not(exceptSessionId) } : {};
    const { affected } = await manager.getRepository(Session).delete({ userId, ...but });
    this.known.forgetUser(userId);
    return affected ?? 0;
  }

  private async actorIn(name: string, text: string, values: unknown[]): Promise<Actor | null> {
    const [row] = await this.sql.rows<Actor & { stale: boolean }>(name, text, values);
    if (!row) return null;
    const { stale, ...actor } = row;
    if (stale)
      await this.sql.rows('auth-session-used', 'UPDATE sessions SET last_used_at = now() WHERE id = $1', [
        actor.sessionId,
      ]);
    return actor;
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest();
