import { StripeReplays, type Replay } from '@app/billing';
import { Command, Option } from 'nest-commander';
import { print, ReportingCommand, type OutputOptions } from './output.js';
import { withBilling } from './with-billing.js';

interface Options extends OutputOptions {
  failed?: boolean;
}

@Command({
  name: 'billing:replay',
  description:
    'give a stored event of Stripe its effect once more; doing it twice changes nothing. Exit 1 if one failed',
  arguments: '[event]',
  argsDescription: { event: 'the id of the event, evt_…' },
})
export class BillingReplayCommand extends ReportingCommand {
  @Option({ flags: '--failed', description: 'all events that were given up, oldest first' })
  failed(): boolean {
    return true;
  }

  override async run([event]: string[], options: Options): Promise<void> {
    if (Boolean(event) === Boolean(options.failed)) this.refuse('Give the id of one event, or --failed.');
    const replayed = await withBilling(async (app) => {
      const replays = app.get(StripeReplays, { strict: false });
      const results: Replay[] = [];
      for (const id of event ? [event] : await replays.dead()) results.push(await replays.replay(id));
      return results;
    });
    const lines = replayed.map(({ id, outcome, error }) => `${id} ${outcome}${error ? `: ${error}` : ''}`);
    print({ replayed }, lines.length ? lines : ['No event was given up.'], options);
    if (replayed.some(({ outcome }) => outcome !== 'processed')) process.exitCode = 1;
  }
}
