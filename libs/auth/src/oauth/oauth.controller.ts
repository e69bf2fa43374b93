import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiFoundResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageUrl, ProvidersView } from '@app/protocol';
import { AnyQuery } from '@app/security';
import type { Actor } from '../actor/actor.js';
import { CurrentActor, Public } from '../actor/actor.decorators.js';
import { Sessions } from '../session/sessions.js';
import { FlowCookies } from './flow-cookies.js';
import { OAuthLinking } from './oauth-linking.js';
import { OAuthProviders } from './oauth-providers.js';
import { OAuthSignIn } from './oauth-sign-in.js';
import { OAuthConfig } from './oauth.config.js';
import { safeReturnTo } from './return-to.js';

const LOCATION = { location: { required: true, schema: { type: 'string', format: 'uri-reference' } } } as const;

/** Sign-in through a provider: the buttons, the way out, the way back, and the same to add a way in. */
@ApiTags('Sign-in')
@Controller('auth/oauth')
export class OAuthController {
  constructor(
    private readonly providers: OAuthProviders,
    private readonly signIn: OAuthSignIn,
    private readonly linking: OAuthLinking,
    private readonly sessions: Sessions,
    private readonly config: OAuthConfig,
    private readonly cookies: FlowCookies,
  ) {}

  @Public()
  @ApiOperation({ operationId: 'listProviders', summary: 'The providers that people may sign in with' })
  @ApiOkResponse({ standardSchema: ProvidersView })
  @Get('providers')
  list(): ProvidersView {
    return { providers: this.providers.list() };
  }

  @Public()
  @AnyQuery()
  @ApiOperation({ operationId: 'startSignIn', summary: 'Sends a browser to a provider' })
  @ApiQuery({
    name: 'returnTo',
    required: false,
    type: String,
    description: 'Where to go afterwards: a path of this site',
  })
  @ApiFoundResponse({ description: 'To the provider, or back to the login page with an `error`', headers: LOCATION })
  @ApiNotFoundResponse({ description: '`not_found`' })
  @Get(':provider/start')
  async start(
    @Param('provider') name: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const returnTo = safeReturnTo(query.returnTo, this.config.publicUrl);
    const { location, cookies } = await this.signIn.start(this.providers.get(name), returnTo, request);
    reply.header('set-cookie', cookies).redirect(location, 302);
  }

  @Public()
  @AnyQuery()
  @ApiOperation({
    operationId: 'finishSignIn',
    summary: 'Where a provider sends the browser back to; it adds parameters of its own',
  })
  @ApiFoundResponse({
    description: 'To `returnTo`, signed in, or to the login page with an `error`',
    headers: LOCATION,
  })
  @Get(':provider/callback')
  async callback(
    @Param('provider') name: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const provider = this.providers.find(name);
    // Nobody can have been sent to a provider that is not there.
    if (!provider) return void reply.redirect('/login?error=invalid_state', 302);
    const { location, cookies } = await this.signIn.finish(provider, query, request);
    const over = typeof query.state === 'string' ? [this.cookies.end(query.state)] : [];
    reply.header('set-cookie', [...cookies, ...over]).redirect(location, 302);
  }

  @ApiOperation({ operationId: 'linkProvider', summary: 'Begins to add a provider as a way into the account' })
  @ApiCreatedResponse({ standardSchema: PageUrl, description: 'The page of the provider to go to' })
  @ApiForbiddenResponse({ description: '`sign_in_too_old`' })
  @ApiNotFoundResponse({ description: '`not_found`' })
  @ApiServiceUnavailableResponse({ description: '`provider_unavailable`' })
  @Post(':provider/link')
  async link(
    @CurrentActor() actor: Actor,
    @Param('provider') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PageUrl> {
    const provider = this.providers.get(name);
    await this.sessions.requireRecent(actor.sessionId);
    const { url, cookies } = await this.linking.start(provider, actor.id, request);
    reply.header('set-cookie', cookies);
    return { url };
  }
}
