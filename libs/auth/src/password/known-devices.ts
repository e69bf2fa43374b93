import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';
import { cookieOf, setCookie } from '../session/cookies.js';
import { canonicalEmail } from '../user/users.js';

const LABEL = 'known device';
const SALT = 'turnpike';
const KEY_BYTES = 32;
const NONCE_BYTES = 16;
const DAYS = 180;
const SECONDS_A_DAY = 86_400;

/**
 * Remembers, in a signed cookie, that somebody has signed in to an account with this browser, so that a stranger's wrong
 * passwords do not lock its owner out. It proves nothing else: it only gives the browser guesses of its own.
 */
@Injectable()
export class KnownDevices {
  private readonly keys: Buffer[];
  private readonly secure: boolean;
  private readonly name: string;

  constructor({ jwtSecrets, publicUrl }: AuthConfig) {
    this.keys = jwtSecrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, SALT, LABEL, KEY_BYTES)));
    this.secure = publicUrl.startsWith('https:');
    this.name = `${this.secure ? '__Host-' : ''}known_device`;
  }

  /** The id of the browser, if the account was signed in to with it; else null. */
  find({ cookie }: IncomingHttpHeaders, email: string): string | null {
    const [nonce = '', signature = ''] = cookieOf(cookie, this.name)?.split('.') ?? [];
    const given = Buffer.from(signature, 'base64url');
    const isOurs = this.keys.some((key) => {
      const expected = sign(key, nonce, email);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
    return isOurs ? nonce : null;
  }

  /** The cookie that makes the browser known to the account; a sign-out leaves it. */
  cookie(email: string): string {
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    const value = `${nonce}.${sign(this.keys[0]!, nonce, email).toString('base64url')}`;
    return setCookie(this.name, value, { path: '/', maxAgeSeconds: DAYS * SECONDS_A_DAY, secure: this.secure });
  }
}

const sign = (key: Buffer, nonce: string, email: string) =>
  createHmac('sha256', key)
    .update(`${nonce}.${canonicalEmail(email)}`)
    .digest();
