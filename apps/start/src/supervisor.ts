import { createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
// eslint-disable-next-line boundaries/dependencies -- the face would load the whole framework before anything has started
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../libs/platform/src/database/embedded-postgres.js';
// eslint-disable-next-line boundaries/dependencies -- as above
import { parseSettings } from '../../../libs/platform/src/config/parse-settings.js';
import { banner } from './banner.js';
import { withStandIns } from './effective-config.js';
import { partsWithoutKey, pricesOf } from './parts.js';
import { inWords, Part, type Ending } from './processes.js';
import { apiReady } from './readiness.js';
import { sandboxReady, type SandboxReady } from './sandbox.js';
import { makeMissingSecrets } from './secrets.js';
import { sandboxPortBase, shortPath, type StartSettings } from './settings.js';
import { EXIT_CONFIG, StartProblem } from './start-problem.js';
import { withVariables, type Environment } from './variables.js';

const graceMs = 5_000;

/** Starts the parts in order, watches them, and stops them in the opposite order. */
export class Supervisor {
  private postgres?: EmbeddedPostgres;
  private sandbox?: Part;
  private migration?: Part;
  private api?: Part;
  private apiEnvironment: Environment = {};
  private preparing?: Promise<unknown>;
  private stopping?: Promise<void>;

  constructor(
    private readonly settings: StartSettings,
    private readonly environment: Environment,
    private readonly root: string,
    /** Called when a part ends that should not. */
    private readonly onCrash: (sentence: string, exitCode: number) => void,
  ) {}

  /** Brings everything up and prints the banner. */
  async start(): Promise<void> {
    const { settings } = this;
    const made = settings.production ? {} : makeMissingSecrets(this.environment, settings.dataDir);
    const environment = withVariables(this.environment, { ...made, CONFIG_FILE: settings.configFile });
    const preparations = [this.prepareDatabase(environment), this.startSandbox(environment)] as const;
    this.preparing = Promise.allSettled(preparations);
    const [database, sandbox] = await Promise.all(preparations);
    this.apiEnvironment = withVariables(environment, { ...database, ...this.pointAt(sandbox) });
    await this.startApi();
    console.log(banner({ ...settings, dataFolder: shortPath(settings.dataDir, this.root), sandbox }));
  }

  /** Starts the api again on what has been compiled since. Its turns are cut: whoever saves a file will not wait for them. */
  async reloadApi(): Promise<void> {
    if (this.stopping) return;
    const old = this.api;
    this.api = undefined;
    old?.kill();
    await old?.ended;
    try {
      await this.startApi();
      console.log('Reloaded.');
    } catch (error) {
      // It stays down until the next change makes it work again.
      if (!this.stopping) console.error(`Not reloaded: ${(error as Error).message}`);
    }
  }

  /** Stops everything: the api first, which still needs the others. */
  stop(): Promise<void> {
    return (this.stopping ??= this.stopParts());
  }

  /** Ends everything at once. */
  kill(): void {
    for (const part of [this.api, this.migration, this.sandbox]) part?.kill();
    void this.postgres?.stop();
  }

  private async stopParts(): Promise<void> {
    await this.api?.stop(this.settings.shutdownTimeoutMs + graceMs);
    await this.migration?.stop(graceMs);
    await this.sandbox?.stop(graceMs);
    await this.preparing;
    await this.postgres?.stop();
  }

  private async prepareDatabase(environment: Environment): Promise<Environment> {
    let database: Environment = {};
    if (this.settings.embeddedPostgres) {
      const log = createWriteStream(join(this.settings.dataDir, 'postgres.log'));
      const postgres = await startEmbeddedPostgres({
        dataDir: join(this.settings.dataDir, 'postgres'),
        log: (line) => log.write(`${line}\n`),
      });
      this.postgres = postgres;
      void postgres.exited.then(() => this.noteEnding('The embedded Postgres', { code: null, signal: null }));
      database = { DATABASE_URL: postgres.url };
    }
    const migration = this.startPart('api/src/cli/main.js', ['migrate'], withVariables(environment, database));
    this.migration = migration;
    const { code } = await migration.ended;
    // The api meets the same wrong configuration, and reports it with everything else that is wrong.
    if (code === 0 || code === EXIT_CONFIG) return database;
    throw new StartProblem(`${migration.complaint}The database could not be migrated; the reason is above.`, code ?? 1);
  }

  private async startSandbox(environment: Environment): Promise<SandboxReady | undefined> {
    const yaml = this.configuredYaml();
    if (this.settings.production || !yaml) return undefined;
    const parts = partsWithoutKey(yaml, environment);
    if (!parts.length) return undefined;
    const { port, publicUrl, dataDir } = this.settings;
    const sandbox = this.startPart('sandbox/src/main.js', [], {
      ...environment,
      SANDBOX_PARTS: parts.join(','),
      SANDBOX_DATA_DIR: join(dataDir, 'sandbox'),
      SANDBOX_PORT_BASE: String(sandboxPortBase(port)),
      SANDBOX_APP_URL: publicUrl,
      SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${port}/billing/webhook`,
      SANDBOX_PRICE_IDS: pricesOf(yaml, environment).join(','),
    });
    this.sandbox = sandbox;
    const ready = await sandboxReady(sandbox);
    void sandbox.ended.then((ending) => this.noteEnding('The sandbox', ending));
    return ready;
  }

  /** The environment that makes the api use the stand-ins, as an operator would set it. */
  private pointAt(sandbox: SandboxReady | undefined): Environment {
    if (!sandbox) return {};
    const file = join(this.settings.dataDir, 'turnpike.yaml');
    const configured = readFileSync(this.settings.configFile, 'utf8');
    const llm = sandbox.parts.some(({ name }) => name === 'llm');
    writeFileSync(file, withStandIns(configured, sandbox.oauthProviders, llm), { mode: 0o600 });
    return { ...sandbox.environment, CONFIG_FILE: file };
  }

  private async startApi(): Promise<void> {
    const api = this.startPart('api/src/main.js', [], this.apiEnvironment);
    this.api = api;
    await apiReady(api, this.settings.host, this.settings.port);
    void api.ended.then((ending) => {
      if (this.api === api) this.noteEnding('The API', ending);
    });
  }

  private startPart(script: string, args: string[], environment: Environment): Part {
    if (this.stopping) throw new StartProblem('Stopped before everything had started.');
    return Part.start(join(this.root, 'dist', 'apps', script), args, environment);
  }

  private noteEnding(name: string, ending: Ending): void {
    if (this.stopping) return;
    const how = ending.code === null && ending.signal === null ? '' : ` (${inWords(ending)})`;
    this.onCrash(
      `${name} ended unexpectedly${how}; stopping everything else.`,
      ending.code === EXIT_CONFIG ? EXIT_CONFIG : 1,
    );
  }

  /** Unreadable or malformed YAML is the api's to report, with all other problems. */
  private configuredYaml(): unknown {
    try {
      return existsSync(this.settings.configFile)
        ? parseSettings(readFileSync(this.settings.configFile, 'utf8'))
        : undefined;
    } catch {
      return undefined;
    }
  }
}
