import { Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotFound } from '@app/platform';
import { SessionsView } from '@app/protocol';
import { AuditLog } from '@app/security';
import type { Actor } from '../actor/actor.js';
import { CurrentActor, Public } from '../actor/actor.decorators.js';
import { ActorResolver } from '../actor/actor-resolver.js';
import { Unauthenticated } from '../auth.errors.js';
import { isUuid } from '../uuid.js';
import { bearerOf } from './bearer.js';
import { SessionCookies } from './session-cookies.js';
import { Sessions } from './sessions.js';

/** The actor's own sign-ins: to see them, to end one, to sign out. */
@ApiTags('Account')
@Controller('auth')
export class SessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly actors: ActorResolver,
    private readonly cookies: SessionCookies,
    private readonly audit: AuditLog,
  ) {}

  @ApiOperation({ operationId: 'listSessions', summary: 'The sign-ins of the account' })
  @ApiOkResponse({ standardSchema: SessionsView })
  @Get('sessions')
  async list(@CurrentActor() actor: Actor): Promise<SessionsView> {
    const sessions = await this.sessions.list(actor.id);
    return {
      sessions: sessions.map(({ id, createdAt, lastUsedAt, userAgent, address }) => ({
        id,
        current: id === actor.sessionId,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt.toISOString(),
        userAgent,
        address,
      })),
    };
  }

  @ApiOperation({ operationId: 'revokeSession', summary: 'Ends one of them, and its sockets within 5 s' })
  @ApiNoContentResponse({ description: 'It is over' })
  @ApiNotFoundResponse({ description: '`not_found`' })
  @Delete('sessions/:id')
  @HttpCode(204)
  async revoke(
    @CurrentActor() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (!isUuid(id) || !(await this.sessions.revoke(id, actor.id))) throw new NotFound();
    await this.record('auth.session_revoked', actor.id, id, request);
    if (id === actor.sessionId) this.forget(reply);
  }

  /** Open to everybody, because whoever is signed out already has got what they asked for. */
  @Public()
  @ApiOperation({
    operationId: 'logOut',
    summary: 'Ends the session that asks; without one it only removes the cookies',
  })
  @ApiNoContentResponse({ description: 'Signed out' })
  @Post('logout')
  @HttpCode(204)
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const actor = await this.findActor(request);
    if (actor) {
      await this.sessions.revoke(actor.sessionId, actor.id);
      await this.record('auth.signed_out', actor.id, actor.sessionId, request);
    }
    this.forget(reply);
  }

  private async findActor(request: FastifyRequest): Promise<Actor | null> {
    try {
      return (await this.actors.resolve(request.headers)).actor;
    } catch (error) {
      if (error instanceof Unauthenticated && bearerOf(request.headers) === null) return null;
      throw error;
    }
  }

  private async record(action: string, actorId: string, sessionId: string, request: FastifyRequest): Promise<void> {
    await this.audit.record({ action, actorId, details: { sessionId } }, request.raw);
  }

  private forget(reply: FastifyReply): void {
    reply.header('set-cookie', this.cookies.none());
  }
}
