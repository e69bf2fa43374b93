import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Accounts, AccountsModule } from '@app/auth';
import {
  ConfigModule,
  DatabaseModule,
  loadConfig,
  PlatformConfig,
  PlatformModule,
  waitForDatabase,
} from '@app/platform';
import { SecurityConfig, SecurityModule } from '@app/security';

@Module({ imports: [PlatformModule, DatabaseModule, SecurityModule, AccountsModule] })
class AccountsProgram {}

/** Does something to accounts, with the database and nothing else of what the server is configured with. */
export async function withAccounts<T>(work: (accounts: Accounts) => Promise<T>): Promise<T> {
  const config = loadConfig([PlatformConfig, SecurityConfig], process.env);
  await waitForDatabase(config.get(PlatformConfig).databaseUrl);
  // The audit log comes with the rules of a server, so this is one, which never listens.
  const app = await NestFactory.create(
    { module: AccountsProgram, imports: [ConfigModule.forRoot(config)] },
    new FastifyAdapter(),
    { logger: ['error'], abortOnError: false },
  );
  try {
    await app.init();
    return await work(app.get(Accounts, { strict: false }));
  } finally {
    await app.close();
  }
}
