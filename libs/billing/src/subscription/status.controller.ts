import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '@app/auth';
import { BillingStatus } from '@app/protocol';
import { z } from 'zod';
import { StatusService } from './status.service.js';

/** The address of the return page is the buyer's to edit: what is no session's id is as good as none. */
const StatusQuery = z.strictObject({
  checkout_session: z.string().max(255).optional().describe('On the way back from a checkout: looks at Stripe first'),
});
const SESSION_ID = /^cs_[\w-]+$/;
type StatusQuery = z.output<typeof StatusQuery>;

@ApiTags('Billing')
@Controller('billing')
export class StatusController {
  constructor(private readonly status: StatusService) {}

  @ApiOperation({ operationId: 'getBillingStatus', summary: 'The plan, what it allows, and how much of it is used' })
  @ApiOkResponse({ standardSchema: BillingStatus })
  @ApiServiceUnavailableResponse({ description: '`billing_unavailable`' })
  @Get('status')
  show(@CurrentActor() actor: Actor, @Query({ schema: StatusQuery }) query: StatusQuery): Promise<BillingStatus> {
    const session = query.checkout_session;
    return session && SESSION_ID.test(session)
      ? this.status.statusAfter(actor.id, session)
      : this.status.knownStatusOf(actor.id);
  }
}
