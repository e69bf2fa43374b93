import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Me } from '@app/protocol';
import type { Actor } from './actor.js';
import { CurrentActor } from './actor.decorators.js';
import { MeReader } from './me-reader.js';

/** Who is calling. */
@ApiTags('Account')
@Controller('auth')
export class MeController {
  constructor(private readonly me: MeReader) {}

  @ApiOperation({ operationId: 'getMe', summary: 'Who is calling' })
  @ApiOkResponse({ standardSchema: Me })
  @Get('me')
  read(@CurrentActor() actor: Actor): Promise<Me> {
    return this.me.read(actor);
  }
}
