import { NestFactory } from '@nestjs/core';
import { Accounts, AccountsModule } from '@app/auth';
import {
  ConfigModule,
  DatabaseModule,
  loadConfig,
  PlatformConfig,
  PlatformModule,
  waitForDatabase,
} from '@app/platform';
import { CommandLogger } from './command-logger.js';

class AccountsProgram {}

/** Does something to accounts, with the database and nothing else of what the server is configured with. */
export async function withAccounts<T>(work: (accounts: Accounts) => Promise<T>): Promise<T> {
  const config = loadConfig([PlatformConfig], process.env);
  await waitForDatabase(config.get(PlatformConfig).databaseUrl);
  const imports = [ConfigModule.forRoot(config), PlatformModule, DatabaseModule, AccountsModule];
  const program = await NestFactory.createApplicationContext(
    { module: AccountsProgram, imports },
    { logger: new CommandLogger(config), abortOnError: false },
  );
  try {
    return await work(program.get(Accounts, { strict: false }));
  } finally {
    await program.close();
  }
}
