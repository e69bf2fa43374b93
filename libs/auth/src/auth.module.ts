import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActorGuard } from './actor/actor.guard.js';
import { ActorResolver } from './actor/actor-resolver.js';
import { MeController } from './actor/me.controller.js';
import { MeReader } from './actor/me-reader.js';
import { EmailLink } from './email/email-link.entity.js';
import { LoginAttempts } from './password/login-attempts.js';
import { PasswordController } from './password/password.controller.js';
import { PasswordHasher } from './password/password-hasher.js';
import { Passwords } from './password/passwords.js';
import { AccessTokens } from './session/access-token.js';
import { CookieActorResolver } from './session/cookie-actor.resolver.js';
import { KnownActors } from './session/known-actors.js';
import { SessionCookies } from './session/session-cookies.js';
import { Session } from './session/session.entity.js';
import { SessionsController } from './session/sessions.controller.js';
import { Sessions } from './session/sessions.js';
import { SignIn } from './session/sign-in.js';
import { Identity } from './user/identity.entity.js';
import { User } from './user/user.entity.js';
import { Users } from './user/users.js';

/** Who is calling: accounts, passwords and sessions, and the guard that closes every handler which is not `@Public()`. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([User, Identity, Session, EmailLink])],
  controllers: [MeController, PasswordController, SessionsController],
  providers: [
    AccessTokens,
    SessionCookies,
    Sessions,
    KnownActors,
    SignIn,
    Users,
    Passwords,
    PasswordHasher,
    LoginAttempts,
    MeReader,
    { provide: ActorResolver, useClass: CookieActorResolver },
    { provide: APP_GUARD, useClass: ActorGuard },
  ],
  exports: [ActorResolver, Sessions, SignIn],
})
export class AuthModule {}
