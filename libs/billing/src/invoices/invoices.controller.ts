import { Controller, Get } from '@nestjs/common';
import { CurrentActor, type Actor } from '@app/auth';
import type { InvoiceView } from '@app/protocol';
import { InvoicesService } from './invoices.service.js';

@Controller('billing')
export class InvoicesController {
  constructor(private readonly invoices: InvoicesService) {}

  @Get('invoices')
  async list(@CurrentActor() actor: Actor): Promise<{ invoices: InvoiceView[] }> {
    return { invoices: await this.invoices.list(actor.id) };
  }
}
