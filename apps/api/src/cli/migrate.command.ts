import { loadConfig, migrate, PlatformConfig, waitForDatabase } from '@app/platform';
import { Command } from 'nest-commander';
import { migrations } from '../../../../migrations/index.js';
import { print, ReportingCommand, type OutputOptions } from './output.js';

@Command({ name: 'migrate', description: 'apply pending migrations, under a lock' })
export class MigrateCommand extends ReportingCommand {
  override async run(_: string[], options: OutputOptions): Promise<void> {
    const { databaseUrl } = loadConfig([PlatformConfig], process.env).get(PlatformConfig);
    await waitForDatabase(databaseUrl);
    const applied = await migrate(databaseUrl, migrations);
    const lines = applied.length ? applied.map((name) => `applied ${name}`) : ['The database is up to date.'];
    print({ applied }, lines, options);
  }
}
