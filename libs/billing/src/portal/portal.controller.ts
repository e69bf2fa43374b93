import { Body, Controller, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentActor, type Actor } from '@app/auth';
import { PageUrl, PortalRequest } from '@app/protocol';
import { PortalService } from './portal.service.js';

@ApiTags('Billing')
@Controller('billing')
export class PortalController {
  constructor(private readonly portal: PortalService) {}

  @ApiOperation({ operationId: 'openPortal', summary: 'Opens a page of Stripe for cards, invoices and changes' })
  @ApiBody({ required: false })
  @ApiCreatedResponse({ standardSchema: PageUrl })
  @ApiConflictResponse({ description: '`no_customer`, `not_subscribed`, `change_refused`' })
  @ApiServiceUnavailableResponse({ description: '`billing_unavailable`' })
  @Post('portal')
  open(
    @CurrentActor() actor: Actor,
    @Body({ schema: PortalRequest.default({}) }) request: PortalRequest,
  ): Promise<PageUrl> {
    return this.portal.open(actor, request.flow);
  }
}
