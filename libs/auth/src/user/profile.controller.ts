import { Body, Controller, Patch, Req } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Me, UpdateMeRequest } from '@app/protocol';
import type { Actor } from '../actor/actor.js';
import { CurrentActor } from '../actor/actor.decorators.js';
import { MeReader } from '../actor/me-reader.js';
import { Profile } from './profile.js';

/** What the actor's account says of its owner. */
@ApiTags('Account')
@Controller('auth')
export class ProfileController {
  constructor(
    private readonly profile: Profile,
    private readonly me: MeReader,
  ) {}

  @ApiOperation({ operationId: 'updateMe', summary: 'Changes the name of whoever is calling' })
  @ApiOkResponse({ standardSchema: Me })
  @ApiBadRequestResponse({ description: '`invalid_request`' })
  @Patch('me')
  async update(
    @CurrentActor() actor: Actor,
    @Body({ schema: UpdateMeRequest }) { name }: UpdateMeRequest,
    @Req() request: FastifyRequest,
  ): Promise<Me> {
    await this.profile.rename(actor, name, request.raw);
    return this.me.read({ ...actor, name });
  }
}
