import { ROLES, type Role } from '@app/protocol';
import { Command } from 'nest-commander';
import { print, ReportingCommand, type OutputOptions } from './output.js';
import { withAccounts } from './with-accounts.js';

@Command({
  name: 'users:set-role',
  description: 'make somebody an admin, or a user again',
  arguments: '<email> <role>',
  argsDescription: { role: ROLES.join(' or ') },
})
export class UsersSetRoleCommand extends ReportingCommand {
  override async run([email, role]: [string, string], options: OutputOptions): Promise<void> {
    if (!isRole(role)) this.refuse(`'${role}' is no role. Roles are ${ROLES.join(' and ')}.`);
    const result = await withAccounts((accounts) => accounts.update({ email }, { role }, 'cli'));
    print(result, [`${result.user.email} has the role ${role} ${result.changed ? 'now' : 'already'}.`], options);
  }
}

const isRole = (word: string): word is Role => (ROLES as readonly string[]).includes(word);
