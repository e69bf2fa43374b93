import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../actor/actor.js';
import { AccessTokens } from '../session/access-token.js';
import { SessionCookies } from '../session/session-cookies.js';
import { Sessions } from '../session/sessions.js';
import { User } from '../user/user.entity.js';

/** Somebody with an account and an open session, and what their requests carry. */
export interface SignedInUser {
  actor: Actor;
  /** A `Cookie` header with both cookies. */
  cookie: string;
  /** An `Authorization` header. */
  bearer: string;
}

/** Makes a user of the application and signs them in, without a request and without a password. */
export async function signedIn(app: INestApplicationContext, user: Partial<User> = {}): Promise<SignedInUser> {
  const get = <T>(token: new (...parameters: never[]) => T) => app.get<T>(token, { strict: false });
  const users = get(DataSource).getRepository(User);
  const values = {
    email: `${randomUUID()}@example.com`,
    emailVerified: true,
    name: 'Somebody',
    passwordHash: null,
    ...user,
  };
  const { id, email, emailVerified, name, role } = await users.save(users.create(values));
  const session = await get(Sessions).open(id, {});
  const jwt = await get(AccessTokens).sign({ userId: id, sessionId: session.id });
  const cookies = get(SessionCookies).both(jwt, session.token);
  return {
    actor: { id, sessionId: session.id, email, emailVerified, name, role },
    cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; '),
    bearer: `Bearer ${jwt}`,
  };
}
