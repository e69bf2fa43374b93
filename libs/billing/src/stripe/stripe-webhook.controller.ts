import { Controller, Headers, HttpCode, Post, Req, type RawBodyRequest } from '@nestjs/common';
import { ApiBadRequestResponse, ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '@app/auth';
import { WebhookReceipt } from '@app/protocol';
import { CrossOrigin } from '@app/security';
import type { FastifyRequest } from 'fastify';
import { webhookEvents } from '../billing.metrics.js';
import { StripeInbox } from './stripe-inbox.service.js';
import { WebhookSignature } from './webhook-signature.js';

/** Where Stripe reports what happened. It proves who it is by its signature, so it needs neither actor nor origin. */
@ApiTags('Billing')
@Controller('billing')
export class StripeWebhookController {
  constructor(
    private readonly signature: WebhookSignature,
    private readonly inbox: StripeInbox,
  ) {}

  @Public()
  @CrossOrigin()
  @ApiOperation({ operationId: 'receiveStripeEvent', summary: 'Where Stripe reports what happened' })
  @ApiBody({
    required: true,
    schema: { type: 'object' },
    description: 'The event, byte for byte as Stripe has signed it',
  })
  @ApiOkResponse({ standardSchema: WebhookReceipt, description: 'Stored, or known already' })
  @ApiBadRequestResponse({ description: '`invalid_signature`, `livemode_mismatch`' })
  @Post('webhook')
  @HttpCode(200)
  async receive(
    @Req() request: RawBodyRequest<FastifyRequest>,
    @Headers('stripe-signature') header?: string,
  ): Promise<WebhookReceipt> {
    await this.inbox.accept(this.verified(request.rawBody, header));
    return { received: true };
  }

  private verified(bytes: Buffer | undefined, header: string | undefined) {
    try {
      return this.signature.verify(bytes, header);
    } catch (error) {
      webhookEvents.inc({ type: 'none', outcome: 'invalid_signature' });
      throw error;
    }
  }
}
