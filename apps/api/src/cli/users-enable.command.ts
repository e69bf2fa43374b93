import { Command } from 'nest-commander';
import { print, ReportingCommand, type OutputOptions } from './output.js';
import { withAccounts } from './with-accounts.js';

@Command({ name: 'users:enable', description: 'open a disabled account again', arguments: '<email>' })
export class UsersEnableCommand extends ReportingCommand {
  override async run([email]: [string], options: OutputOptions): Promise<void> {
    const result = await withAccounts((accounts) => accounts.update({ email }, { disabled: false }, 'cli'));
    const { user, changed } = result;
    print(result, [`${user.email} is open ${changed ? 'again' : 'already'}.`], options);
  }
}
