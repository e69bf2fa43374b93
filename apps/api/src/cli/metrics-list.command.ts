import { Command, Option } from 'nest-commander';
import { knownMetrics } from '../known-metrics.js';
import { metricsPage } from './metrics-page.js';
import { print, ReportingCommand, type OutputOptions } from './output.js';

interface Options extends OutputOptions {
  markdown?: boolean;
}

@Command({ name: 'metrics:list', description: 'every metric with its type, labels and meaning' })
export class MetricsListCommand extends ReportingCommand {
  @Option({ flags: '--markdown', description: 'as the page docs/metrics.md' })
  asMarkdown(): boolean {
    return true;
  }

  override async run(_: string[], { markdown, ...options }: Options): Promise<void> {
    if (markdown) return void process.stdout.write(metricsPage(knownMetrics()));
    const metrics = knownMetrics().map(({ name, type, help, labels }) => ({
      name,
      type,
      help,
      labels: Object.keys(labels),
    }));
    const lines = metrics.map(({ name, type, help, labels }) => `${name}{${labels.join(',')}} ${type}: ${help}`);
    print({ metrics }, lines, options);
  }
}
