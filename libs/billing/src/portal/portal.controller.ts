import { Body, Controller, Post } from '@nestjs/common';
import { CurrentActor, type Actor } from '@app/auth';
import { PortalRequest } from '@app/protocol';
import { PortalService } from './portal.service.js';

@Controller('billing')
export class PortalController {
  constructor(private readonly portal: PortalService) {}

  @Post('portal')
  open(
    @CurrentActor() actor: Actor,
    @Body({ schema: PortalRequest.default({}) }) request: PortalRequest,
  ): Promise<{ url: string }> {
    return this.portal.open(actor, request.flow);
  }
}
