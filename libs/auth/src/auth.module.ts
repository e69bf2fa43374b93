import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RecentMetricsModule } from '@app/metrics';
import { ActorGuard } from './actor/actor.guard.js';
import { ActorResolver } from './actor/actor-resolver.js';
import { MeController } from './actor/me.controller.js';
import { MeReader } from './actor/me-reader.js';
import { AccountList } from './admin/account-list.js';
import { AccountsModule } from './admin/accounts.module.js';
import { AdminAuditController } from './admin/admin-audit.controller.js';
import { AdminMetricsController } from './admin/admin-metrics.controller.js';
import { AdminUsersController } from './admin/admin-users.controller.js';
import { EmailLink } from './email/email-link.entity.js';
import { EmailController } from './email/email.controller.js';
import { EmailLinks } from './email/email-links.js';
import { EmailVerification } from './email/email-verification.js';
import { Mailer } from './mail/mailer.js';
import { AttemptReader } from './password/attempt-reader.js';
import { ForgottenPassword } from './password/forgotten-password.js';
import { KnownDevices } from './password/known-devices.js';
import { LoginController } from './password/login.controller.js';
import { LoginAttempts } from './password/login-attempts.js';
import { PasswordChange } from './password/password-change.js';
import { PasswordChangeController } from './password/password-change.controller.js';
import { PasswordHasher } from './password/password-hasher.js';
import { PasswordReplacement } from './password/password-replacement.js';
import { PasswordReset } from './password/password-reset.js';
import { PasswordResetController } from './password/password-reset.controller.js';
import { PasswordSignIn } from './password/password-sign-in.js';
import { Passwords } from './password/passwords.js';
import { RefusedSignIns } from './password/refused-sign-ins.js';
import { SignupController } from './password/signup.controller.js';
import { PersonalDataModule } from './personal-data/personal-data.module.js';
import { PublicRoleCheck } from './role/public-role-check.js';
import { AccessTokens } from './session/access-token.js';
import { CookieActorResolver } from './session/cookie-actor.resolver.js';
import { KnownActors } from './session/known-actors.js';
import { SessionCookies } from './session/session-cookies.js';
import { Session } from './session/session.entity.js';
import { SessionsController } from './session/sessions.controller.js';
import { Sessions } from './session/sessions.js';
import { SignIn } from './session/sign-in.js';
import { Identity } from './user/identity.entity.js';
import { AccountDeletion } from './user/account-deletion.js';
import { AccountDeletionController } from './user/account-deletion.controller.js';
import { Profile } from './user/profile.js';
import { ProfileController } from './user/profile.controller.js';
import { User } from './user/user.entity.js';
import { Users } from './user/users.js';

/** Who is calling: accounts, passwords and sessions, and the guard that closes every handler which is not `@Public()`. */
@Global()
@Module({
  imports: [
    AccountsModule,
    DiscoveryModule,
    PersonalDataModule,
    RecentMetricsModule,
    TypeOrmModule.forFeature([User, Identity, Session, EmailLink]),
  ],
  controllers: [
    AccountDeletionController,
    AdminAuditController,
    AdminMetricsController,
    AdminUsersController,
    MeController,
    ProfileController,
    SignupController,
    LoginController,
    PasswordChangeController,
    PasswordResetController,
    EmailController,
    SessionsController,
  ],
  providers: [
    AccountDeletion,
    AccessTokens,
    SessionCookies,
    Sessions,
    KnownActors,
    SignIn,
    Users,
    Passwords,
    PasswordHasher,
    PasswordSignIn,
    PasswordChange,
    PasswordReplacement,
    PasswordReset,
    ForgottenPassword,
    LoginAttempts,
    AttemptReader,
    KnownDevices,
    RefusedSignIns,
    EmailLinks,
    EmailVerification,
    Mailer,
    MeReader,
    Profile,
    AccountList,
    PublicRoleCheck,
    { provide: ActorResolver, useClass: CookieActorResolver },
    { provide: APP_GUARD, useClass: ActorGuard },
  ],
  exports: [ActorResolver, Sessions, SignIn],
})
export class AuthModule {}
