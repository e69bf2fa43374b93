import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ActorResolver, type ResolvedActor } from '../actor/actor-resolver.js';
import type { Actor } from '../actor/actor.js';
import { Unauthenticated } from '../auth.errors.js';
import { AccessTokens } from './access-token.js';
import { bearerOf } from './bearer.js';
import { SessionCookies } from './session-cookies.js';
import { Sessions } from './sessions.js';

/** Finds the actor by a bearer token or by the two cookies, and renews a token that has run out while its session lives. */
@Injectable()
export class CookieActorResolver extends ActorResolver {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly sessions: Sessions,
    private readonly cookies: SessionCookies,
  ) {
    super();
  }

  async resolve(headers: IncomingHttpHeaders): Promise<ResolvedActor> {
    const bearer = bearerOf(headers);
    // Whoever presents a bearer means it: cookies that a browser adds on its own must not rescue a bad one.
    if (bearer !== null) return { actor: await this.byBearer(bearer) };
    const { accessToken, token } = this.cookies.read(headers);
    const actor = accessToken && (await this.findByAccessToken(accessToken));
    if (actor) return { actor };
    const renewed = token && (await this.sessions.findActorByToken(token));
    if (!renewed) throw new Unauthenticated();
    const jwt = await this.tokens.sign({ userId: renewed.id, sessionId: renewed.sessionId });
    return { actor: renewed, setCookie: this.cookies.accessToken(jwt) };
  }

  private async byBearer(token: string): Promise<Actor> {
    const actor = await this.findByAccessToken(token);
    if (!actor) throw new Unauthenticated();
    return actor;
  }

  private async findByAccessToken(token: string): Promise<Actor | null> {
    try {
      const { userId, sessionId } = await this.tokens.verify(token);
      return await this.sessions.findActor(sessionId, userId);
    } catch (error) {
      if (error instanceof Unauthenticated) return null;
      throw error;
    }
  }
}
