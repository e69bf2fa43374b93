import { Injectable } from '@nestjs/common';
import { Sessions, type Actor } from '@app/auth';
import { Entitlements, Metering, Quotas, type Allowance } from '@app/billing';
import type { TurnFrame } from '@app/protocol';
import type { EntityManager } from 'typeorm';
import { Guardrails } from '../guardrails/guardrails.js';
import { SessionEnded } from '../turns.errors.js';
import type { Turn } from './turn.entity.js';

type PaidAttempt = Pick<Turn, 'userId' | 'attemptId'>;

/** Whether somebody may have a turn, looked at anew each time, and what it costs them. */
@Injectable()
export class TurnAdmission {
  constructor(
    private readonly sessions: Sessions,
    private readonly entitlements: Entitlements,
    private readonly guardrails: Guardrails,
    private readonly quotas: Quotas,
    private readonly metering: Metering,
  ) {}

  /** Throws unless the actor is still signed in and the plan has turns at all. */
  async requireAccess({ id, sessionId }: Actor): Promise<void> {
    const alive = await this.sessions.alive([sessionId]);
    if (!alive.has(sessionId)) throw new SessionEnded();
    await this.entitlements.require(id, 'turns');
  }

  /** Throws unless the user may send this message; else says what the plan allows of turns. */
  async admit(userId: string, frame: TurnFrame): Promise<Allowance> {
    await this.guardrails.check(userId, frame);
    return this.quotas.allowanceOf(userId, 'turns');
  }

  /** Takes one turn for an attempt, if the transaction that stores it commits. Throws when a quota is spent. */
  pay(allowance: Allowance, attemptId: string, transaction: EntityManager): Promise<void> {
    return this.quotas.reserve(allowance, attemptId, transaction);
  }

  /** From its first token on an attempt has been paid for, however it ends, and counts for a meter of Stripe. */
  async settle({ userId, attemptId }: PaidAttempt): Promise<void> {
    await this.quotas.settle(userId, attemptId);
    await this.metering.report(userId, attemptId);
  }

  /** Gives the turn of an attempt without a token back. A second time does nothing. */
  refund({ userId, attemptId }: PaidAttempt): Promise<void> {
    return this.quotas.refund(userId, attemptId);
  }
}
