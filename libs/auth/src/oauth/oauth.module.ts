import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth.module.js';
import { Identities } from '../user/identities.js';
import { FlowCookies } from './flow-cookies.js';
import { IdentitiesController } from './identities.controller.js';
import { OAuthExchange } from './oauth-exchange.js';
import { OAuthFlow } from './oauth-flow.entity.js';
import { OAuthFlowStore } from './oauth-flow.store.js';
import { OAuthLinking } from './oauth-linking.js';
import { OAuthProviders } from './oauth-providers.js';
import { OAuthSignIn } from './oauth-sign-in.js';
import { OAuthController } from './oauth.controller.js';

/** Sign-in through Google, GitHub and others. Leave it out of a tier, and its routes are not there. */
@Module({
  imports: [AuthModule, TypeOrmModule.forFeature([OAuthFlow])],
  controllers: [OAuthController, IdentitiesController],
  providers: [OAuthProviders, OAuthFlowStore, OAuthExchange, OAuthLinking, OAuthSignIn, FlowCookies, Identities],
})
export class OAuthModule {}
