import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentActor, type Actor } from '@app/auth';
import { ChangeRequest, type BillingStatus, type ChangeView } from '@app/protocol';
import { StatusService } from '../subscription/status.service.js';
import { ChangeService } from './change.service.js';

@Controller('billing')
export class ChangeController {
  constructor(
    private readonly changes: ChangeService,
    private readonly status: StatusService,
  ) {}

  @Post('change')
  @HttpCode(200)
  change(@CurrentActor() actor: Actor, @Body({ schema: ChangeRequest }) request: ChangeRequest): Promise<ChangeView> {
    return this.changes.change(actor, request);
  }

  @Post('cancel')
  @HttpCode(200)
  async cancel(@CurrentActor() actor: Actor): Promise<BillingStatus> {
    await this.changes.cancel(actor);
    return this.status.statusOf(actor.id);
  }

  @Post('resume')
  @HttpCode(200)
  async resume(@CurrentActor() actor: Actor): Promise<BillingStatus> {
    await this.changes.resume(actor);
    return this.status.statusOf(actor.id);
  }
}
