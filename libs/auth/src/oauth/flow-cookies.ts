import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { cookieOf, cookieNames, setCookie } from '../session/cookies.js';
import { OAuthConfig } from './oauth.config.js';

const MOST_FLOWS = 10;
export const FLOW_MINUTES = 10;

/**
 * Ties a flow to the browser that began it: a random value in a cookie of the flow's own, so that tabs which begin at the
 * same moment do not overwrite each other's.
 */
@Injectable()
export class FlowCookies {
  private readonly secure: boolean;
  private readonly prefix: string;

  constructor({ publicUrl }: OAuthConfig) {
    this.secure = publicUrl.startsWith('https:');
    this.prefix = `${this.secure ? '__Secure-' : ''}oauth_flow_`;
  }

  newValue(): string {
    return randomBytes(32).toString('base64url');
  }

  find({ cookie }: IncomingHttpHeaders, state: string): string | undefined {
    return cookieOf(cookie, this.nameOf(state));
  }

  /** Sets the flow's cookie, and clears the oldest of a browser that has begun very many and finished none. */
  begin({ cookie }: IncomingHttpHeaders, state: string, value: string): string[] {
    const begun = cookieNames(cookie).filter((name) => name.startsWith(this.prefix));
    const tooMany = begun.slice(0, Math.max(0, begun.length - MOST_FLOWS + 1));
    return [
      this.cookie(this.nameOf(state), value, FLOW_MINUTES * 60),
      ...tooMany.map((name) => this.cookie(name, '', 0)),
    ];
  }

  end(state: string): string {
    return this.cookie(this.nameOf(state), '', 0);
  }

  private nameOf(state: string): string {
    return this.prefix + createHash('sha256').update(`cookie ${state}`).digest('hex').slice(0, 12);
  }

  private cookie(name: string, value: string, maxAgeSeconds: number): string {
    return setCookie(name, value, { path: '/auth/oauth', maxAgeSeconds, secure: this.secure });
  }
}
