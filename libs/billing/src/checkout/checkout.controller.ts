import { Body, Controller, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentActor, type Actor } from '@app/auth';
import { CheckoutRequest, PageUrl } from '@app/protocol';
import { CheckoutService } from './checkout.service.js';

@ApiTags('Billing')
@Controller('billing')
export class CheckoutController {
  constructor(private readonly checkout: CheckoutService) {}

  @ApiOperation({
    operationId: 'startCheckout',
    summary: 'Opens a page of Stripe where a plan is bought, or finds the open one',
  })
  @ApiCreatedResponse({ standardSchema: PageUrl })
  @ApiBadRequestResponse({ description: '`unknown_plan`, `invalid_request`' })
  @ApiConflictResponse({ description: '`already_subscribed`' })
  @ApiServiceUnavailableResponse({ description: '`billing_unavailable`' })
  @Post('checkout')
  start(@CurrentActor() actor: Actor, @Body({ schema: CheckoutRequest }) request: CheckoutRequest): Promise<PageUrl> {
    return this.checkout.start(actor, request);
  }
}
