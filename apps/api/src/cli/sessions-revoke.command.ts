import { Command } from 'nest-commander';
import { print, ReportingCommand, type OutputOptions } from './output.js';
import { withAccounts } from './with-accounts.js';

@Command({ name: 'sessions:revoke', description: 'end all sessions of an account, everywhere', arguments: '<email>' })
export class SessionsRevokeCommand extends ReportingCommand {
  override async run([email]: [string], options: OutputOptions): Promise<void> {
    const result = await withAccounts((accounts) => accounts.revokeSessions({ email }, 'cli'));
    print(result, [`${result.user.email}: sessions ended: ${result.sessionsEnded}.`], options);
  }
}
