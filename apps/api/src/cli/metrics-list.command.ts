import { catalogue } from '@app/metrics';
import '@app/auth';
import '@app/billing';
import '@app/llm';
import '@app/security';
import '@app/turns';
import { Command } from 'nest-commander';
import { print, ReportingCommand, type OutputOptions } from './output.js';

@Command({ name: 'metrics:list', description: 'every metric with its type, labels and meaning' })
export class MetricsListCommand extends ReportingCommand {
  override async run(_: string[], options: OutputOptions): Promise<void> {
    const metrics = catalogue().map(({ name, type, help, labels }) => ({
      name,
      type,
      help,
      labels: Object.keys(labels ?? {}),
    }));
    const lines = metrics.map(({ name, type, help, labels }) => `${name}{${labels.join(',')}} ${type}: ${help}`);
    print({ metrics }, lines, options);
  }
}
