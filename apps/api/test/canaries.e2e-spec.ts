import { randomBytes } from 'node:crypto';
import { Journeys } from './canaries/journeys.js';
import { canary, Stage } from './canaries/stage.js';
import { canaries } from './support/canaries.js';
import { DIST } from './support/instance.js';
import { run } from './support/program.js';

const linesThatAreNotJson = (output: string) => output.split('\n').filter((line) => line && !isJson(line));

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

describe('L2: with a canary in every secret, cookie, code, prompt and password', () => {
  const stage = new Stage();
  beforeAll(() => stage.open(), 60_000);
  afterAll(() => stage.close(), 30_000);

  it.each(['json', 'pretty'])(
    'none is in the log at its most talkative, as %s, nor in errors and metrics, and L1 production logs JSON alone',
    async (format) => {
      const nodeEnv = format === 'json' ? 'production' : 'development';
      const program = await stage.start({ NODE_ENV: nodeEnv, LOG_FORMAT: format });
      const journeys = new Journeys(stage);
      await journeys.all().finally(() => program.stop());
      expect(canaries.leaksIn(program.output())).toEqual([]);
      expect(canaries.leaksIn(journeys.heard.join('\n'))).toEqual([]);
      expect(stage.echo.questions).toBeGreaterThan(3);
      if (format === 'json') expect(linesThatAreNotJson(program.output())).toEqual([]);
      expect(program.output()).toContain('QueryFailedError');
    },
    120_000,
  );

  it.each([
    ['exception', 'json'],
    ['rejection', 'json'],
    ['exception', 'pretty'],
  ])(
    'none is in the last words of a program that a forced crash (%s) ends, and in L1 production they are JSON (%s)',
    async (kind, format) => {
      const [unparsable, session] = [`z${randomBytes(6).toString('hex')}`, randomBytes(32).toString('base64url')];
      canaries.add('a prompt', unparsable);
      canaries.add('a session', session);
      const words = `${Object.values(stage.environment).join(' ')} session=${session} ${session} ${btoa(stage.environment.LLM_API_KEY!)}`;
      const crashing = {
        NODE_ENV: format === 'json' ? 'production' : 'development',
        LOG_FORMAT: format,
        CRASH_FILE: stage.file('crash.json', JSON.stringify({ kind, words, unparsable })),
      };
      const program = await stage.start(crashing, ['--import', './apps/api/test/canaries/crash-when-told.mjs']);
      program.child.kill('SIGUSR2');
      expect(await program.ended).toBe(1);
      expect(canaries.leaksIn(program.output())).toEqual([]);
      expect(program.output()).toMatch(/"message":"crash"|FATAL.*crash/);
      expect(program.output()).toContain('crash-when-told.mjs:');
      if (format === 'json') expect(linesThatAreNotJson(program.output())).toEqual([]);
    },
    60_000,
  );

  it('none is said by a start that fails: by its configuration (78) or for want of a database (1), L1 in JSON', async () => {
    const main = [process.execPath, `${DIST}/apps/api/src/main.js`];
    const wrong = Object.fromEntries(
      Object.entries(stage.environment).map(([name, value]) => [
        name,
        /SECRET|KEY|TOKEN|_URL/.test(name) ? canary(name) : value,
      ]),
    );
    const noDatabase = `postgres://turnpike:${randomBytes(12).toString('hex')}@127.0.0.1:9/nowhere`;
    const failing = [
      run(main, { ...wrong, JWT_SECRET: 'canary-cut', NODE_ENV: 'production' }),
      run(main, { ...stage.environment, NODE_ENV: 'production', DATABASE_URL: noDatabase }),
    ];
    for (const each of Object.values(wrong).filter((value) => value.startsWith('canary')))
      canaries.add('a value', each);
    expect(await Promise.all(failing.map(({ ended }) => ended))).toEqual([78, 1]);
    for (const program of failing) {
      expect(canaries.leaksIn(program.output())).toEqual([]);
      expect(linesThatAreNotJson(program.output())).toEqual([]);
    }
    expect(failing[0]!.output()).toMatch(/JWT_SECRET: is shorter than 32 bytes/);
    expect(failing[1]!.output()).toMatch(/The database nowhere at 127\.0\.0\.1:9 cannot be reached/);
  }, 60_000);

  it.each([
    ['doctor'],
    ['doctor', '--json'],
    ['migrate'],
    ['users:set-role', 'nobody@example.com', 'admin'],
    ['sessions:revoke', 'nobody@example.com'],
    ['billing:reconcile', '--json'],
    ['billing:replay', 'evt_1'],
    ['metrics:list'],
  ])(
    'none is said by the operator’s tool: %s %s',
    async (...args) => {
      const program = run([process.execPath, `${DIST}/apps/api/src/cli/main.js`, ...args], stage.environment);
      expect([0, 1]).toContain(await program.ended);
      expect(program.output()).not.toBe('');
      expect(canaries.leaksIn(program.output())).toEqual([]);
    },
    60_000,
  );
});
