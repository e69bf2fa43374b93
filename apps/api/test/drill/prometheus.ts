import { eventually } from '@app/platform/testing';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { freePort, run, type Program } from '../support/program.js';
import { compressRules } from './compress.js';
import { monitoringTools } from './tools.js';

const HOME = 'monitoring/prometheus';
const SCRAPE = { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '500ms' };

/** One series of an answer: its labels, and its value at the end. */
export interface Sample {
  metric: Record<string, string>;
  value: [number, string];
}

/** A real Prometheus with the repository's configuration and rules, on other addresses and in faster time. */
export class Prometheus {
  url: string;
  private program: Program;

  private readonly targets: string;

  constructor(private readonly folder: string) {
    this.targets = join(folder, 'targets.json');
  }

  async start(watched: { token: string; alertmanager: string }): Promise<void> {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    mkdirSync(join(this.folder, 'rules'), { recursive: true });
    for (const file of readdirSync(`${HOME}/rules`))
      writeFileSync(join(this.folder, 'rules', file), compressRules(readFileSync(`${HOME}/rules/${file}`, 'utf8')));
    const config = join(this.folder, 'prometheus.yml');
    writeFileSync(config, this.configured(watched));
    this.program = run([
      monitoringTools().prometheus,
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(this.folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ]);
    await eventually(async () => (await fetch(`${this.url}/-/ready`).catch(() => null))?.ok, 30_000);
  }

  async query(query: string): Promise<Sample[]> {
    const answer = await fetch(`${this.url}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query }) });
    const { status, data, error } = (await answer.json()) as {
      status: string;
      data: { result: Sample[] };
      error: string;
    };
    if (status !== 'success') throw new Error(`${query}: ${error}`);
    return data.result;
  }

  /** The names of all alerts that have fired so far. */
  async fired(): Promise<string[]> {
    const seen = await this.query('count by (alertname) (last_over_time(ALERTS{alertstate="firing"}[1h]))');
    return seen.map(({ metric }) => metric.alertname!).sort();
  }

  /** What an orchestrator would say: these are the instances now. Resolves when Prometheus has heard it and reads them. */
  async lookAt(...urls: string[]): Promise<void> {
    const targets = urls.map((url) => new URL(url).host);
    writeFileSync(this.targets, JSON.stringify([{ targets, labels: { environment: 'test' } }]));
    await eventually(async () => {
      const seen = (await this.query('up{job="turnpike"} == 1')).map(({ metric }) => metric.instance);
      return targets.every((target) => seen.includes(target));
    }, 30_000);
  }

  async stop(): Promise<void> {
    await this.program?.stop();
  }

  private configured({ token, alertmanager }: { token: string; alertmanager: string }): string {
    const config = parse(readFileSync(`${HOME}/prometheus.yml`, 'utf8'));
    Object.assign(config.global, SCRAPE);
    config.alerting.alertmanagers[0].static_configs[0].targets = [alertmanager];
    const tokenFile = join(this.folder, 'metrics_token');
    writeFileSync(tokenFile, token);
    for (const job of config.scrape_configs) {
      if (job.job_name === 'turnpike') {
        job.authorization.credentials_file = tokenFile;
        job.static_configs = undefined;
        job.file_sd_configs = [{ files: [this.targets], refresh_interval: '1s' }];
      } else if (job.job_name === 'alertmanager') job.static_configs[0].targets = [alertmanager];
      else job.static_configs[0].targets = [new URL(this.url).host];
    }
    return stringify(config);
  }
}
