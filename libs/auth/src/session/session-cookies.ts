import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { ACCESS_TOKEN_MINUTES } from './access-token.js';
import { cookieOf, setCookie } from './cookies.js';
import { SESSION_DAYS } from './sessions.js';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

/** The two cookies of a signed-in browser: `auth_token`, short-lived and self-contained, and `session`, which renews it. */
@Injectable()
export class SessionCookies {
  private readonly secure: boolean;
  private readonly prefix: string;

  constructor(config: AuthConfig) {
    this.secure = config.publicUrl.startsWith('https:');
    this.prefix = this.secure ? '__Host-' : '';
  }

  read({ cookie }: IncomingHttpHeaders) {
    return { accessToken: cookieOf(cookie, this.name('auth_token')), token: cookieOf(cookie, this.name('session')) };
  }

  accessToken(jwt: string): string {
    return this.cookie('auth_token', jwt, ACCESS_TOKEN_MINUTES * MINUTE);
  }

  both(jwt: string, token: string): string[] {
    return [this.accessToken(jwt), this.cookie('session', token, SESSION_DAYS * DAY)];
  }

  none(): string[] {
    return [this.cookie('auth_token', '', 0), this.cookie('session', '', 0)];
  }

  private name(name: string): string {
    return this.prefix + name;
  }

  private cookie(name: string, value: string, maxAgeSeconds: number): string {
    return setCookie(this.name(name), value, { path: '/', maxAgeSeconds, secure: this.secure });
  }
}
