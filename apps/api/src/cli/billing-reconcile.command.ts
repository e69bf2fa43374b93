import { Reconciler } from '@app/billing';
import { Command, Option } from 'nest-commander';
import { print, ReportingCommand, type OutputOptions } from './output.js';
import { ProgressLine } from './progress.js';
import { withBilling } from './with-billing.js';

interface Options extends OutputOptions {
  dryRun?: boolean;
}

@Command({
  name: 'billing:reconcile',
  description:
    'compare everything at Stripe with the database and repair what differs. ' +
    'Exit 0: done, drift or not; 1: it could not be done, another run is on its way, or some drift could not be repaired',
})
export class BillingReconcileCommand extends ReportingCommand {
  @Option({ flags: '--dry-run', description: 'only report; nothing is written, here or at Stripe' })
  dryRun(): boolean {
    return true;
  }

  override async run(_: string[], options: Options): Promise<void> {
    const { dryRun = false, json } = options;
    const line = new ProgressLine();
    const onProgress = json ? undefined : line.show.bind(line);
    const report = await withBilling((app) => app.get(Reconciler, { strict: false }).run({ dryRun, onProgress }));
    if (!json) line.end();
    if (!report) throw new Error('Another reconciliation is on its way. Try again when it is done.');
    const { drift, looked } = report;
    const lines = drift.map(({ kind, id, customer, repaired }) =>
      [kind, id, customer !== id && customer, dryRun ? 'found' : repaired ? 'repaired' : 'NOT REPAIRED']
        .filter(Boolean)
        .join(' '),
    );
    const summary = `Looked at ${looked.subscriptions} subscriptions, ${looked.customers} customers, ${looked.events} events. Differences: ${drift.length}.`;
    print(report, [...lines, summary], options);
    if (!dryRun && drift.some(({ repaired }) => !repaired)) process.exitCode = 1;
  }
}
