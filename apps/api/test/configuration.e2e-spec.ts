import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@app/platform/testing';
import { startSandbox } from './support/sandbox.js';
import { freePort, run } from './support/program.js';
import { TEST_ENVIRONMENT } from './support/test-app.js';

const COMPLETE = { ...TEST_ENVIRONMENT, DATABASE_URL: 'postgres://somebody:pass-of-this-test@127.0.0.1:9/nowhere' };
type Environment = Record<string, string | undefined>;

/** Runs a built program to its end. */
async function outcome(script: string, environment: Environment = {}, args: string[] = []) {
  const program = run([process.execPath, `dist/apps/api/src/${script}`, ...args], environment);
  return { code: await program.ended, output: program.output() };
}

const server = (environment?: Environment) => outcome('main.js', environment);
const cli = (args: string[], environment?: Environment) => outcome('cli/main.js', environment, args);

/** The problems that were reported, as name and the rest of the line; in production the lines are JSON. */
function problemsIn(output: string): Map<string, string> {
  const words = output.replace(/^\{.*\}$/gm, (line) => (JSON.parse(line) as { message: string }).message);
  const lines = words.matchAll(/^ {2}([\w.]+): (.+)$/gm);
  return new Map([...lines].map(([, name, rest]) => [name!, rest!]));
}

describe('a wrong configuration', () => {
  let folder: string;
  beforeAll(() => {
    mkdirSync('.data/tmp', { recursive: true });
    folder = mkdtempSync(join(process.cwd(), '.data/tmp/configuration-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is reported whole, by name, reason and example, never by value, with exit code 78', async () => {
    const wrong = {
      PORT: '99999999',
      PUBLIC_URL: 'ftp://value-of-public-url',
      DATABASE_URL: 'mysql://value-of-database-url/x',
      JWT_SECRET: 'value-of-jwt',
      STRIPE_SECRET_KEY: 'value-of-stripe-key',
      STRIPE_WEBHOOK_SECRET: 'value',
      LLM_BASE_URL: 'value-of-llm',
      LOG_LEVEL: 'value-of-level',
      TRUST_PROXY: '-12345',
      METRICS_TOKEN: 'value-t',
    };
    const { code, output } = await server(wrong);
    expect(code).toBe(78);
    const problems = problemsIn(output);
    expect([...problems.keys()].sort()).toEqual([...Object.keys(wrong), 'LLM_MODEL'].sort());
    for (const line of problems.values()) expect(line).toMatch(/^\w.+ \(example: .+\)$/);
    for (const value of Object.values(wrong)) expect(output.replace(/\(example: .+\)/g, '')).not.toContain(value);
  });

  it('L5: is every secret that is an example, each by its name, within 5 s and with exit code 78', async () => {
    const secrets = ['JWT_SECRET', 'METRICS_TOKEN', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'LLM_API_KEY'];
    const issued = ['GOOGLE_CLIENT_SECRET', 'GITHUB_CLIENT_SECRET'];
    const urls = { DATABASE_URL: 'postgres', REDIS_URL: 'redis', SMTP_URL: 'smtps' };
    const examples = Object.fromEntries([
      ...[...secrets, ...issued].map((name) => [name, 'changeme-of-an-example-0123456789abcdef']),
      ...Object.entries(urls).map(([name, scheme]) => [name, `${scheme}://user:changeme-of-an-example@127.0.0.1/x`]),
    ]);
    const startedAt = performance.now();
    const { code, output } = await server({
      ...COMPLETE,
      ...examples,
      NODE_ENV: 'production',
      REDIS_URL: examples.REDIS_URL!.replace('/x', ''),
    });
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(code).toBe(78);
    for (const name of Object.keys(examples)) expect(output).toContain(`${name}: `);
    expect(output).not.toContain('changeme');
  });

  it('names everything that is missing when nothing is set', async () => {
    const { code, output } = await server();
    expect(code).toBe(78);
    const secrets = ['JWT_SECRET', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'];
    expect([...problemsIn(output).keys()].sort()).toEqual(
      ['DATABASE_URL', ...secrets, 'LLM_BASE_URL', 'LLM_MODEL'].sort(),
    );
    for (const line of problemsIn(output).values()) expect(line).toMatch(/^is missing/);
  });

  it('is a setting given twice, as a value and as a file', async () => {
    const file = join(folder, 'jwt');
    writeFileSync(file, 'key-out-of-a-file-0123456789abcdefgh');
    const { code, output } = await server({ ...COMPLETE, JWT_SECRET_FILE: file });
    expect(code).toBe(78);
    expect(problemsIn(output).get('JWT_SECRET')).toMatch(/^set twice, as JWT_SECRET and as JWT_SECRET_FILE/);
    expect(problemsIn(output).size).toBe(1);
    expect(output).not.toContain('key-out-of-a-file');
  });

  it.each([
    [
      'a secret’s file that is not there',
      { JWT_SECRET: undefined, JWT_SECRET_FILE: '/nowhere/jwt' },
      'JWT_SECRET_FILE',
    ],
    ['a settings file that is not there', { CONFIG_FILE: '/nowhere/turnpike.yaml' }, 'CONFIG_FILE'],
    ['a folder for a settings file', { CONFIG_FILE: '/tmp' }, 'CONFIG_FILE'],
  ])('is %s', async (_what, environment, name) => {
    const { code, output } = await server({ ...COMPLETE, ...environment });
    expect(code).toBe(78);
    expect(problemsIn(output).get(name)).toMatch(/^names a file that cannot be read \(example: .+\)$/);
    expect(output).not.toContain('/nowhere');
  });

  it('is a stand-in, or http that leaves the machine, in production', async () => {
    const production = { ...COMPLETE, NODE_ENV: 'production', PUBLIC_URL: 'http://app.example.com' };
    const standIns = { STRIPE_SECRET_KEY: 'sk_test_sandbox_0123456789', LLM_API_KEY: 'sandbox_llm_key' };
    const { code, output } = await server({ ...production, ...standIns });
    expect(code).toBe(78);
    const expected = ['LLM_API_KEY', 'PUBLIC_URL', 'STRIPE_API_BASE', 'STRIPE_SECRET_KEY'];
    expect([...problemsIn(output).keys()].sort()).toEqual(expected);
    for (const line of problemsIn(output).values()) expect(line).toContain('ALLOW_TEST_ENDPOINTS=1');
  });
});

describe('a database that does not answer', () => {
  it('is waited for about ten seconds, then named in one line without its password, with exit code 1', async () => {
    const startedAt = performance.now();
    const environment = { ...COMPLETE, LOG_LEVEL: 'info', PORT: String(await freePort()) };
    const [ofServer, ofMigrate] = await Promise.all([server(environment), cli(['migrate'], environment)]);
    const seconds = (performance.now() - startedAt) / 1000;
    for (const { code, output } of [ofServer, ofMigrate]) {
      expect(code).toBe(1);
      expect(output).toMatch(/^The database nowhere at 127\.0\.0\.1:9 cannot be reached: .*ECONNREFUSED.*\n$/);
    }
    expect(seconds).toBeGreaterThan(9);
    expect(seconds).toBeLessThan(18);
  }, 30_000);
});

describe('the operator’s tool', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  let environment: Environment;
  beforeAll(async () => {
    mkdirSync('.data/tmp', { recursive: true });
    folder = mkdtempSync(join(process.cwd(), '.data/tmp/cli-'));
    postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false });
    environment = { ...COMPLETE, DATABASE_URL: postgres.url };
  }, 30_000);
  afterAll(async () => {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells the doctor’s findings: migrations are pending until they are applied', async () => {
    const { code, output } = await cli(['doctor'], environment);
    expect(code).toBe(1);
    expect(output).toMatch(/^ok {3}database: reachable$/m);
    expect(output).toMatch(/^FAIL migrations: pending: \w+/m);
    expect(output).toContain('http://localhost:8000/auth/oauth/google/callback');
    expect(output).toContain('http://localhost:8000/billing/webhook');
  });

  it('migrates an empty database once, even when asked twice at the same time', async () => {
    const both = await Promise.all([cli(['migrate', '--json'], environment), cli(['migrate', '--json'], environment)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const applied = both.map(({ output }) => (JSON.parse(output) as { applied: string[] }).applied);
    expect(applied.filter(({ length }) => length > 0)).toHaveLength(1);
    expect(await cli(['migrate'], environment)).toEqual({ code: 0, output: 'The database is up to date.\n' });
  });

  it('finds nothing wrong with a sound configuration, a migrated database and Stripe, in words and in JSON', async () => {
    const { stop, environment: standIns } = await startSandbox('http://localhost:8000', folder, await freePort());
    const sound = { ...environment, ...standIns, ALLOW_TEST_ENDPOINTS: '1' };
    const [words, json] = await Promise.all([cli(['doctor'], sound), cli(['doctor', '--json'], sound)]).finally(stop);
    expect(words.output).not.toContain('FAIL');
    expect([words.code, json.code]).toEqual([0, 0]);
    const { findings } = JSON.parse(json.output) as { findings: { check: string; ok: boolean }[] };
    expect(findings).toContainEqual({ check: 'migrations', ok: true, detail: 'all applied' });
    expect(words.output + json.output).not.toContain(new URL(postgres.url).password);
  });

  it('answers a wrong configuration with 78, from every command that needs one', async () => {
    const [migrate, doctor] = await Promise.all([cli(['migrate']), cli(['doctor', '--json'])]);
    expect([migrate.code, doctor.code]).toEqual([78, 78]);
    expect(migrate.output).toMatch(/DATABASE_URL: is missing/);
    const { findings } = JSON.parse(doctor.output) as { findings: { check: string; ok: boolean }[] };
    expect(findings).toContainEqual(expect.objectContaining({ check: 'JWT_SECRET', ok: false }));
  });

  it.each([
    ['an unknown command', ['nonsense']],
    ['an unknown option', ['migrate', '--nonsense']],
    ['an argument too many', ['migrate', 'nonsense']],
  ])('answers %s with 2 and a sentence', async (_what, args) => {
    const { code, output } = await cli(args);
    expect(code).toBe(2);
    expect(output).toMatch(/^error: .+\n/);
    expect(output).not.toMatch(/^ +at /m);
  });

  it('shows its commands when asked for none or for help', async () => {
    const [none, help] = await Promise.all([cli([]), cli(['migrate', '--help'])]);
    expect([none.code, help.code]).toEqual([0, 0]);
    expect(none.output).toMatch(/^Usage: turnpike /);
    for (const command of ['migrate', 'doctor', 'metrics:list']) expect(none.output).toContain(`\n  ${command}`);
    expect(help.output).toContain('--json');
  });
});
