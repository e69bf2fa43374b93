import { Injectable } from '@nestjs/common';
import { Sessions, type Actor } from '@app/auth';
import { Entitlements, Quotas } from '@app/billing';
import type { TurnFrame } from '@app/protocol';
import { randomUUID } from 'node:crypto';
import { Guardrails } from '../guardrails/guardrails.js';
import { SessionEnded } from '../turns.errors.js';

const QUOTA = 'turns_per_day';

/** Whether somebody may have a turn, looked at anew each time, and what it costs them. */
@Injectable()
export class TurnAdmission {
  constructor(
    private readonly sessions: Sessions,
    private readonly entitlements: Entitlements,
    private readonly guardrails: Guardrails,
    private readonly quotas: Quotas,
  ) {}

  /** Throws unless the actor is still signed in and the plan has turns at all. */
  async requireAccess({ id, sessionId }: Actor): Promise<void> {
    const alive = await this.sessions.alive([sessionId]);
    if (!alive.has(sessionId)) throw new SessionEnded();
    await this.entitlements.require(id, 'turns');
  }

  /** Throws unless the user may send this message now; else takes one turn of the quota and returns the attempt's id. */
  async pay(userId: string, frame: TurnFrame): Promise<string> {
    await this.guardrails.check(userId, frame);
    const attemptId = randomUUID();
    await this.quotas.take(userId, QUOTA, attemptId);
    return attemptId;
  }

  /** Gives an attempt's turn back. A second time does nothing. */
  async refund(userId: string, attemptId: string): Promise<void> {
    await this.quotas.giveBack(userId, QUOTA, attemptId);
  }
}
