import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectCommander, type CommandRunner } from 'nest-commander';
import { BillingReconcileCommand } from './billing-reconcile.command.js';
import { BillingReplayCommand } from './billing-replay.command.js';
import { DoctorCommand } from './doctor.command.js';
import { fail } from './fail.js';
import { MetricsListCommand } from './metrics-list.command.js';
import { MigrateCommand } from './migrate.command.js';
import { SessionsRevokeCommand } from './sessions-revoke.command.js';
import { UsersDisableCommand } from './users-disable.command.js';
import { UsersEnableCommand } from './users-enable.command.js';
import { UsersSetRoleCommand } from './users-set-role.command.js';

type Commander = CommandRunner['command'];

/** The operator's tool: `npm run cli -- <command>`. Each command loads only the configuration that it needs. */
@Module({
  providers: [
    MigrateCommand,
    DoctorCommand,
    MetricsListCommand,
    BillingReconcileCommand,
    BillingReplayCommand,
    UsersSetRoleCommand,
    UsersDisableCommand,
    UsersEnableCommand,
    SessionsRevokeCommand,
  ],
})
export class CliModule implements OnApplicationBootstrap {
  constructor(@InjectCommander() private readonly commander: Commander) {}

  // The commands have been added by now, and inherit nothing of what the program was told.
  onApplicationBootstrap(): void {
    this.commander.name('turnpike');
    for (const command of this.commander.commands) command.exitOverride(fail).allowExcessArguments(false);
  }
}
