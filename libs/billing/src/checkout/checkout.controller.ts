import { Body, Controller, Post } from '@nestjs/common';
import { CurrentActor, type Actor } from '@app/auth';
import { CheckoutRequest } from '@app/protocol';
import { CheckoutService } from './checkout.service.js';

@Controller('billing')
export class CheckoutController {
  constructor(private readonly checkout: CheckoutService) {}

  @Post('checkout')
  start(
    @CurrentActor() actor: Actor,
    @Body({ schema: CheckoutRequest }) request: CheckoutRequest,
  ): Promise<{ url: string }> {
    return this.checkout.start(actor, request);
  }
}
