import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPaymentRequiredResponse,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentActor, type Actor } from '@app/auth';
import { BillingStatus, ChangeRequest, ChangeView } from '@app/protocol';
import { StatusService } from '../subscription/status.service.js';
import { ChangeService } from './change.service.js';

@ApiTags('Billing')
@Controller('billing')
export class ChangeController {
  constructor(
    private readonly changes: ChangeService,
    private readonly status: StatusService,
  ) {}

  @ApiOperation({ operationId: 'changePlan', summary: 'Changes to another plan, or back' })
  @ApiOkResponse({ standardSchema: ChangeView })
  @ApiBadRequestResponse({ description: '`unknown_plan`, `invalid_request`' })
  @ApiPaymentRequiredResponse({ description: '`payment_failed`' })
  @ApiConflictResponse({ description: '`not_subscribed`, `payment_overdue`, `change_refused`' })
  @ApiServiceUnavailableResponse({ description: '`billing_unavailable`' })
  @Post('change')
  @HttpCode(200)
  change(@CurrentActor() actor: Actor, @Body({ schema: ChangeRequest }) request: ChangeRequest): Promise<ChangeView> {
    return this.changes.change(actor, request);
  }

  @ApiOperation({ operationId: 'cancelSubscription', summary: 'Ends the subscription with its period' })
  @ApiOkResponse({ standardSchema: BillingStatus })
  @ApiConflictResponse({ description: '`not_subscribed`, `change_refused`' })
  @ApiServiceUnavailableResponse({ description: '`billing_unavailable`' })
  @Post('cancel')
  @HttpCode(200)
  async cancel(@CurrentActor() actor: Actor): Promise<BillingStatus> {
    await this.changes.cancel(actor);
    return this.status.statusOf(actor.id);
  }

  @ApiOperation({ operationId: 'resumeSubscription', summary: 'Undoes a cancellation, or a change that waits' })
  @ApiOkResponse({ standardSchema: BillingStatus })
  @ApiConflictResponse({ description: '`not_subscribed`, `change_refused`' })
  @ApiServiceUnavailableResponse({ description: '`billing_unavailable`' })
  @Post('resume')
  @HttpCode(200)
  async resume(@CurrentActor() actor: Actor): Promise<BillingStatus> {
    await this.changes.resume(actor);
    return this.status.statusOf(actor.id);
  }
}
