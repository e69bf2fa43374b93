// What every measurement plays on: a migrated Postgres, the API as in production, and a person who signs in.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../dist/libs/platform/src/database/embedded-postgres.js';
import { API, environmentOfApi, flagsOfApi } from './api-settings.mjs';
import { atEnd, firstAnswer, freePort, start } from './processes.mjs';
import { signUp } from './sign-up.mjs';

const JWT_SECRET = randomBytes(48).toString('base64');

/** Starts Postgres, brings the schema up to date, and offers to start the programs that are compared. */
export async function startStage() {
  const folder = mkdtempSync(join(tmpdir(), 'turnpike-bench-'));
  atEnd(async () => rmSync(folder, { recursive: true, force: true }));
  const starting = startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: false });
  atEnd(async () => (await starting.catch(() => undefined))?.stop());
  const databaseUrl = (await starting).url;
  const nowhere = `http://127.0.0.1:${await freePort()}`;

  const environment = (port) => environmentOfApi({ port, databaseUrl, nowhere, jwtSecret: JWT_SECRET });

  /** Starts a script and waits for its first 200. */
  async function launch(name, script, path, env, flags = []) {
    const port = await freePort();
    const output = join(folder, `${name}.log`);
    const child = start(script, { flags, env: env(port), output });
    const url = `http://127.0.0.1:${port}`;
    try {
      const bootMs = await firstAnswer(child, url + path);
      return { name, url, pid: child.pid, child, bootMs };
    } catch (error) {
      throw new Error(`${error.message}\n${readFileSync(output, 'utf8').slice(-4000)}`, { cause: error });
    }
  }

  /** Starts the API, or a script that is the API and more. `settings` take the place of those of the environment. */
  const startApi = (settings = {}, script = API) =>
    launch('api', script, '/health/live', (port) => ({ ...environment(port), ...settings }), flagsOfApi());
  const plain = (port) => ({ NODE_ENV: 'production', PORT: String(port) });
  const output = join(folder, 'migrate.log');
  const [code] = await once(
    start('dist/apps/api/src/cli/main.js', { args: ['migrate'], env: environment(1), output }),
    'exit',
  );
  if (code !== 0) throw new Error(`The migrations failed:\n${readFileSync(output, 'utf8')}`);

  return {
    folder,
    databaseUrl,
    jwtSecret: JWT_SECRET,
    startApi,
    /** The API with the frame `echo`. */
    startEchoApi: () => startApi({}, 'bench/echo-api.mjs'),
    /** The plain server of control.mjs, which accepts the sessions of `api`. */
    startRawFull: (api) =>
      launch('raw-full', 'bench/control.mjs', '/live', (port) => ({
        ...plain(port),
        ISSUER: api.url,
        DATABASE_URL: databaseUrl,
        JWT_SECRET,
      })),
    startBareNest: () => launch('bare-nest', 'bench/bare-nest.mjs', '/', plain),
    /** The plain sockets of plain-ws.mjs. */
    startPlainWs: (settings = {}) =>
      launch('plain-ws', 'bench/plain-ws.mjs', '/', (port) => ({ ...plain(port), ...settings })),
    /** The model of upstream.mjs. */
    startUpstream: (settings) =>
      launch('upstream', 'bench/upstream.mjs', '/live', (port) => ({ ...plain(port), ...settings })),
    signUp,
  };
}
