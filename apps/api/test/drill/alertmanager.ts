import { eventually } from '@app/platform/testing';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { freePort, run, type Program } from '../support/program.js';
import { monitoringTools } from './tools.js';

const HOME = 'monitoring/alertmanager';
const SOON = { group_wait: '500ms', group_interval: '1s' };
/** PagerDuty's keys are 32 letters and digits. */
const ROUTING_KEY = 'routingkeyofthedrillonly00000000';

interface Route {
  group_wait?: string;
  group_interval?: string;
  routes?: Route[];
}
type Fields = Record<string, unknown>;

/** A real Alertmanager with the repository's configuration; only who receives and how long it waits are ours. */
export class Alertmanager {
  url: string;
  private program: Program;

  constructor(private readonly folder: string) {}

  async start(receivers: string): Promise<void> {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const config = join(this.folder, 'alertmanager.yml');
    writeFileSync(config, this.configured(receivers));
    this.program = run([
      monitoringTools().alertmanager,
      `--config.file=${config}`,
      `--storage.path=${join(this.folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=warn',
    ]);
    await eventually(async () => (await fetch(`${this.url}/-/ready`).catch(() => null))?.ok, 30_000);
  }

  async stop(): Promise<void> {
    await this.program?.stop();
  }

  private configured(receivers: string): string {
    const config = parse(readFileSync(`${HOME}/alertmanager.yml`, 'utf8'));
    const secret = (name: string, value: string) => {
      writeFileSync(join(this.folder, name), value);
      return join(this.folder, name);
    };
    config.templates = (config.templates ?? []).map((pattern: string) => resolve(HOME, pattern));
    Object.assign(config.global, {
      pagerduty_url: `${receivers}/v2/enqueue`,
      slack_api_url_file: secret('slack_url', `${receivers}/slack`),
    });
    for (const receiver of config.receivers) {
      for (const pagerduty of (receiver.pagerduty_configs ?? []) as Fields[])
        Object.assign(pagerduty, { url: undefined, routing_key_file: secret('pagerduty_key', ROUTING_KEY) });
      for (const slack of (receiver.slack_configs ?? []) as Fields[]) delete slack.api_url_file;
      // Nobody reads mail in a drill; nothing of a name has to be found out.
      for (const mail of (receiver.email_configs ?? []) as Fields[])
        Object.assign(mail, { smarthost: '127.0.0.1:9', auth_password_file: secret('mail_password', 'none') });
    }
    hasten(config.route as Route);
    return stringify(config);
  }
}

function hasten(route: Route): void {
  Object.assign(route, SOON);
  route.routes?.forEach(hasten);
}
