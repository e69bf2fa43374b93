import { Controller, Get } from '@nestjs/common';
import type { Me } from '@app/protocol';
import type { Actor } from './actor.js';
import { CurrentActor } from './actor.decorators.js';
import { MeReader } from './me-reader.js';

/** Who is calling. */
@Controller('auth')
export class MeController {
  constructor(private readonly me: MeReader) {}

  @Get('me')
  read(@CurrentActor() actor: Actor): Promise<Me> {
    return this.me.read(actor);
  }
}
