import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActorGuard } from '../actor/actor.guard.js';
import { ActorResolver } from '../actor/actor-resolver.js';
import { MeController } from '../actor/me.controller.js';
import { MeReader } from '../actor/me-reader.js';
import { EmailLink } from '../email/email-link.entity.js';
import { PersonalDataModule } from '../personal-data/personal-data.module.js';
import { Session } from '../session/session.entity.js';
import { Sessions } from '../session/sessions.js';
import { Identity } from '../user/identity.entity.js';
import { User } from '../user/user.entity.js';
import { SoloActorResolver } from './solo-actor.resolver.js';
import { SoloSessions } from './solo-sessions.js';

/** The tier without sign-in: what `AuthModule` offers to others, for one local user. */
@Global()
@Module({
  imports: [PersonalDataModule, TypeOrmModule.forFeature([User, Identity, Session, EmailLink])],
  controllers: [MeController],
  providers: [
    MeReader,
    { provide: ActorResolver, useClass: SoloActorResolver },
    { provide: Sessions, useClass: SoloSessions },
    { provide: APP_GUARD, useClass: ActorGuard },
  ],
  exports: [ActorResolver, Sessions],
})
export class SoloModule {}
