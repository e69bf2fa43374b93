import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { AuthConfig } from '../auth.config.js';
import { Unauthenticated } from '../auth.errors.js';
import { isUuid } from '../uuid.js';

export const ACCESS_TOKEN_MINUTES = 10;
const ALGORITHM = 'HS256';

/** What an access token says: who you are and in which session, never what you may use. */
export interface AccessClaims {
  userId: string;
  sessionId: string;
}

/** Signs access tokens (JWT, HS256) with the first secret and verifies those of any. */
@Injectable()
export class AccessTokens {
  private readonly keys: Map<string, KeyObject>;
  private readonly kid: string;

  constructor(private readonly config: AuthConfig) {
    this.keys = new Map(
      config.jwtSecrets.map((secret) => [keyIdOf(secret), createSecretKey(Buffer.from(secret, 'utf8'))]),
    );
    this.kid = keyIdOf(config.jwtSecrets[0]!);
  }

  async sign({ userId, sessionId }: AccessClaims): Promise<string> {
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: this.kid })
      .setIssuer(this.config.publicUrl)
      .setAudience(this.config.publicUrl)
      .setSubject(userId)
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_TOKEN_MINUTES}m`)
      .sign(this.keys.get(this.kid)!);
  }

  /** Throws `Unauthenticated` unless the token is ours, complete and in time. */
  async verify(token: string): Promise<AccessClaims> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.keyOf(kid), {
        algorithms: [ALGORITHM],
        issuer: this.config.publicUrl,
        audience: this.config.publicUrl,
        requiredClaims: ['exp', 'iat', 'sub', 'sid'],
      });
      if (!isUuid(payload.sub) || !isUuid(payload.sid)) throw new Unauthenticated();
      return { userId: payload.sub, sessionId: payload.sid };
    } catch (error) {
      if (error instanceof errors.JOSEError) throw new Unauthenticated();
      throw error;
    }
  }

  private keyOf(kid: string | undefined): KeyObject {
    const key = kid && this.keys.get(kid);
    if (!key) throw new Unauthenticated();
    return key;
  }
}

/** Made from the key itself, so that every instance names it alike; one way, so that it tells nothing of the key. */
const keyIdOf = (secret: string) =>
  createHmac('sha256', secret).update('turnpike access token').digest('base64url').slice(0, 16);
