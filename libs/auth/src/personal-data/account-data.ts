import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, MoreThan } from 'typeorm';
import { EmailLink } from '../email/email-link.entity.js';
import { Session } from '../session/session.entity.js';
import { Identity } from '../user/identity.entity.js';
import { User } from '../user/user.entity.js';
import { inPages } from './in-pages.js';
import { PersonalData } from './personal-data.js';

const PAGE = 100;

/** What this library keeps of a person: who they are, their ways in, and what happened. */
@Injectable()
export class AccountData implements OnModuleInit {
  constructor(
    private readonly data: PersonalData,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.data.add('profile', (userId) => this.profile(userId));
    this.data.add('identities', (userId) => this.identities(userId));
    this.data.add('sessions', (userId) => this.sessions(userId));
    this.data.add('mailedLinks', (userId) => this.mailedLinks(userId));
    this.data.add('auditEvents', (userId) => this.auditEvents(userId));
  }

  private async profile(userId: string): Promise<object | null> {
    const user = await this.dataSource.manager.findOneBy(User, { id: userId });
    if (!user) return null;
    const { id, email, emailVerified, name, role, passwordHash, disabledAt, createdAt, updatedAt } = user;
    const hasPassword = passwordHash !== null;
    return { id, email, emailVerified, name, role, hasPassword, disabledAt, createdAt, updatedAt };
  }

  private identities(userId: string): AsyncIterable<object> {
    return inPages<Identity>(PAGE, (last, take) =>
      this.dataSource.manager.find(Identity, {
        select: { id: true, provider: true, issuer: true, subject: true, email: true, createdAt: true },
        where: { userId, ...(last && { id: MoreThan(last.id) }) },
        order: { id: 'ASC' },
        take,
      }),
    );
  }

  private sessions(userId: string): AsyncIterable<object> {
    return inPages<Session>(PAGE, (last, take) =>
      this.dataSource.manager.find(Session, {
        select: { id: true, userAgent: true, address: true, createdAt: true, lastUsedAt: true },
        where: { userId, ...(last && { id: MoreThan(last.id) }) },
        order: { id: 'ASC' },
        take,
      }),
    );
  }

  /** Those that still work; a few at most, for asking for them is limited. */
  private mailedLinks(userId: string): Promise<object[]> {
    return this.dataSource.manager.find(EmailLink, {
      select: { purpose: true, email: true, expiresAt: true },
      where: { userId },
    });
  }

  private auditEvents(userId: string): AsyncIterable<object> {
    return inPages<AuditRow>(PAGE, (last, size) =>
      this.dataSource.query(AUDIT_EVENTS, [userId, last?.at ?? '-infinity', last?.id ?? '0', size]),
    );
  }
}

interface AuditRow {
  id: string;
  /** As Postgres writes it, for a JavaScript date would lose what tells two of a millisecond apart. */
  at: string;
}

// What the person did, with what, from where; of what was done to others, only that it was. And what others did to the
// person, but not who they are and where they sat.
const AUDIT_EVENTS = `
  SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, action,
         CASE WHEN actor_id = $1 THEN address END AS address,
         CASE WHEN actor_id = $1 THEN request_id END AS "requestId",
         CASE WHEN subject_id = $1 OR subject_id IS NULL THEN details END AS details
    FROM ((SELECT * FROM audit_events WHERE actor_id = $1 AND (at, id) > ($2::timestamptz, $3::bigint)
            ORDER BY at, id LIMIT $4)
          UNION
          (SELECT * FROM audit_events WHERE subject_id = $1 AND (at, id) > ($2::timestamptz, $3::bigint)
            ORDER BY at, id LIMIT $4)) AS events
   ORDER BY events.at, id
   LIMIT $4`;
