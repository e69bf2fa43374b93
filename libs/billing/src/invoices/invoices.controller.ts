import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { CurrentActor, type Actor } from '@app/auth';
import { InvoicesView } from '@app/protocol';
import { z } from 'zod';
import { InvoicesService } from './invoices.service.js';

/** A cursor is the id of the last invoice of the page before. */
const InvoicesQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^in_\w{1,250}$/)
    .optional(),
});
type InvoicesQuery = z.output<typeof InvoicesQuery>;

@ApiTags('Billing')
@Controller('billing')
export class InvoicesController {
  constructor(private readonly invoices: InvoicesService) {}

  @ApiOperation({ operationId: 'listInvoices', summary: 'The invoices, newest first' })
  @ApiOkResponse({ standardSchema: InvoicesView })
  @ApiServiceUnavailableResponse({ description: '`billing_unavailable`' })
  @Get('invoices')
  list(@CurrentActor() actor: Actor, @Query({ schema: InvoicesQuery }) query: InvoicesQuery): Promise<InvoicesView> {
    return this.invoices.list(actor.id, query.cursor);
  }
}
