// What every measurement plays on: a migrated Postgres, the API as in production, and a person who signs in.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../dist/libs/platform/src/database/embedded-postgres.js';
import { atEnd, firstAnswer, freePort, start } from './processes.mjs';

const JWT_SECRET = randomBytes(48).toString('base64');
const PASSWORD = 'seven-lanterns-over-the-toll-road';

/** Starts Postgres, brings the schema up to date, and offers to start the programs that are compared. */
export async function startStage() {
  const folder = mkdtempSync(join(tmpdir(), 'turnpike-bench-'));
  atEnd(async () => rmSync(folder, { recursive: true, force: true }));
  const starting = startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: false });
  atEnd(async () => (await starting.catch(() => undefined))?.stop());
  const databaseUrl = (await starting).url;
  const nowhere = `http://127.0.0.1:${await freePort()}`;

  const environment = (port) => ({
    NODE_ENV: 'production',
    ALLOW_TEST_ENDPOINTS: '1',
    TURNPIKE_SUPERVISED: '1',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: databaseUrl,
    CONFIG_FILE: 'config/turnpike.yaml',
    LOG_FORMAT: 'json',
    LOG_LEVEL: 'info',
    SHUTDOWN_TIMEOUT_MS: '1000',
    JWT_SECRET,
    STRIPE_SECRET_KEY: `sk_test_sandbox${randomBytes(12).toString('hex')}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(12).toString('hex')}`,
    STRIPE_PRICE_ID: 'price_bench',
    STRIPE_API_BASE: nowhere,
    LLM_BASE_URL: `${nowhere}/v1`,
    LLM_API_KEY: 'bench',
    LLM_MODEL: 'bench',
  });

  /** Starts a script and waits for its first 200. */
  async function launch(name, script, path, env) {
    const port = await freePort();
    const output = join(folder, `${name}.log`);
    const child = start(script, { env: env(port), output });
    const url = `http://127.0.0.1:${port}`;
    try {
      const bootMs = await firstAnswer(child, url + path);
      return { name, url, pid: child.pid, child, bootMs };
    } catch (error) {
      throw new Error(`${error.message}\n${readFileSync(output, 'utf8').slice(-4000)}`, { cause: error });
    }
  }

  const startApi = () => launch('api', 'dist/apps/api/src/main.js', '/health/live', environment);
  const output = join(folder, 'migrate.log');
  const [code] = await once(
    start('dist/apps/api/src/cli/main.js', { args: ['migrate'], env: environment(1), output }),
    'exit',
  );
  if (code !== 0) throw new Error(`The migrations failed:\n${readFileSync(output, 'utf8')}`);

  return {
    folder,
    startApi,
    /** The plain server of control.mjs, which accepts the sessions of `api`. */
    startRawFull: (api) =>
      launch('raw-full', 'bench/control.mjs', '/live', (port) => ({
        NODE_ENV: 'production',
        PORT: String(port),
        ISSUER: api.url,
        DATABASE_URL: databaseUrl,
        JWT_SECRET,
      })),
    startBareNest: () =>
      launch('bare-nest', 'bench/bare-nest.mjs', '/', (port) => ({ NODE_ENV: 'production', PORT: String(port) })),
    signUp,
  };
}

/** Makes an account. `login` is the request that signs it in, `cookie` the session it has now. */
async function signUp(api, name) {
  const credentials = { email: `${name}@bench.example`, password: PASSWORD };
  const headers = { 'content-type': 'application/json', origin: api.url };
  const request = (path) => ({
    url: api.url + path,
    method: 'POST',
    headers,
    body: JSON.stringify(credentials),
  });
  const { url, ...signup } = request('/auth/signup');
  const response = await fetch(url, signup);
  if (!response.ok) throw new Error(`The sign-up was answered with ${response.status}: ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { cookie, login: request('/auth/login') };
}
