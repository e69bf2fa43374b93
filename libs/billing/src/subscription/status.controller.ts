import { Controller, Get, Query } from '@nestjs/common';
import { CurrentActor, type Actor } from '@app/auth';
import type { BillingStatus } from '@app/protocol';
import { z } from 'zod';
import { StatusService } from './status.service.js';

/** The address of the return page is the buyer's to edit: what is no session's id is as good as none. */
const StatusQuery = z.strictObject({ checkout_session: z.string().max(255).optional() });
const SESSION_ID = /^cs_[\w-]+$/;
type StatusQuery = z.output<typeof StatusQuery>;

@Controller('billing')
export class StatusController {
  constructor(private readonly status: StatusService) {}

  @Get('status')
  show(@CurrentActor() actor: Actor, @Query({ schema: StatusQuery }) query: StatusQuery): Promise<BillingStatus> {
    const session = query.checkout_session;
    return session && SESSION_ID.test(session)
      ? this.status.statusAfter(actor.id, session)
      : this.status.knownStatusOf(actor.id);
  }
}
