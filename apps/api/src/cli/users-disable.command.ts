import { Command } from 'nest-commander';
import { print, ReportingCommand, type OutputOptions } from './output.js';
import { withAccounts } from './with-accounts.js';

@Command({
  name: 'users:disable',
  description: 'close an account: its sessions end, and nobody gets in any more',
  arguments: '<email>',
})
export class UsersDisableCommand extends ReportingCommand {
  override async run([email]: [string], options: OutputOptions): Promise<void> {
    const result = await withAccounts((accounts) => accounts.update({ email }, { disabled: true }, 'cli'));
    const { user, changed, sessionsEnded } = result;
    print(
      result,
      [`${user.email} is disabled ${changed ? `now; sessions ended: ${sessionsEnded}` : 'already'}.`],
      options,
    );
  }
}
