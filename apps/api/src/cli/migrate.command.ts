import { loadConfig, migrate, PlatformConfig, waitForDatabase } from '@app/platform';
import { Command, CommandRunner, Option } from 'nest-commander';
import { migrations } from '../../../../migrations/index.js';
import { print, type OutputOptions } from './output.js';

@Command({ name: 'migrate', description: 'apply pending migrations, under a lock' })
export class MigrateCommand extends CommandRunner {
  override async run(_: string[], options: OutputOptions): Promise<void> {
    const { databaseUrl } = loadConfig([PlatformConfig], process.env).get(PlatformConfig);
    await waitForDatabase(databaseUrl);
    const applied = await migrate(databaseUrl, migrations);
    const lines = applied.length ? applied.map((name) => `applied ${name}`) : ['The database is up to date.'];
    print({ applied }, lines, options);
  }

  @Option({ flags: '--json', description: 'print JSON' })
  json(): boolean {
    return true;
  }
}
