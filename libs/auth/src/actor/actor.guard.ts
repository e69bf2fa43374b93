import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { RequestLimits } from '@app/security';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from './actor.js';
import { PUBLIC } from './actor.decorators.js';
import { ActorResolver } from './actor-resolver.js';

/** Closed unless opened: every handler needs an actor unless it says `@Public()`. */
@Injectable()
export class ActorGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly actors: ActorResolver,
    private readonly limits: RequestLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest & { actor?: Actor }>();
    const { actor, setCookie } = await this.actors.resolve(request.headers);
    request.actor = actor;
    const reply = http.getResponse<FastifyReply>();
    if (setCookie) reply.header('set-cookie', setCookie);
    await this.limits.takeForUser(request, reply, actor.id);
    return true;
  }
}
