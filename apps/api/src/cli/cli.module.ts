import { Module } from '@nestjs/common';
import { DoctorCommand } from './doctor.command.js';
import { MetricsListCommand } from './metrics-list.command.js';
import { MigrateCommand } from './migrate.command.js';

/** The operator's tool: `npm run cli -- <command>`. Each command loads only the configuration that it needs. */
@Module({ providers: [MigrateCommand, DoctorCommand, MetricsListCommand] })
export class CliModule {}
