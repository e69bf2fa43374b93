import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@app/platform/testing';
import { processesOf } from './support/processes.js';
import { freePort, run, type Program } from './support/program.js';

/** One Turnpike with data and a port of its own, which may be started several times. */
class Instance {
  program: Program;

  constructor(
    readonly folder: string,
    readonly port: number,
  ) {}

  async start(): Promise<void> {
    this.program = run(['npm', 'start'], { PORT: String(this.port), DATA_DIR: this.folder });
    await this.program.says(/Ctrl-C stops everything/);
  }

  processes(script = '') {
    return processesOf(this.folder).filter(({ command }) => command.includes(script));
  }

  kill(script: 'api' | 'sandbox' | 'start'): void {
    const [{ pid }, ...others] = this.processes(`dist/apps/${script}/src/main.js`);
    expect(others).toEqual([]);
    process.kill(pid, 'SIGKILL');
  }

  async leavesNothing(timeoutMs = 10_000): Promise<void> {
    await eventually(() => {
      const left = this.processes();
      if (left.length)
        throw new Error(`Still there: ${left.map(({ pid, command }) => `${pid} ${command}`).join('; ')}`);
      return true;
    }, timeoutMs);
  }

  fetch(path: string, body?: object): Promise<Response> {
    const headers = { origin: `http://localhost:${this.port}`, 'content-type': 'application/json' };
    const post = { method: 'POST', headers, body: JSON.stringify(body) };
    return fetch(`http://127.0.0.1:${this.port}${path}`, body ? post : {});
  }
}

describe('npm start', () => {
  const account = { email: 'ada@example.com', password: 'correct horse battery staple 42' };
  let folder: string;
  let one: Instance;
  let other: Instance;
  beforeAll(async () => {
    mkdirSync('.data/tmp', { recursive: true });
    folder = mkdtempSync(join(process.cwd(), '.data/tmp/start-'));
    one = new Instance(join(folder, 'one'), await freePort());
    other = new Instance(join(folder, 'other'), await freePort());
    await Promise.all([one.start(), other.start()]);
  }, 60_000);
  afterAll(() => {
    for (const { pid } of processesOf(folder)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('brings up everything, and a second instance beside the first one', async () => {
    for (const instance of [one, other]) {
      expect((await instance.fetch('/health/ready')).status).toBe(200);
      expect((await instance.fetch('/login')).headers.get('content-type')).toContain('text/html');
      expect(await (await instance.fetch('/auth/oauth/providers')).json()).toMatchObject({
        providers: [{ name: 'google' }, { name: 'github' }],
      });
    }
  });

  it('prints where it is, who can sign in, and what is only a stand-in', () => {
    const banner = one.program.output();
    expect(banner).toContain(`Turnpike is ready: http://localhost:${one.port}\n`);
    expect(banner).toMatch(/Demo accounts:\n +google +[^\s@][^\n@]*@.+\n/);
    const standIns = banner.slice(banner.indexOf('Stand-ins on this machine'));
    for (const part of ['google', 'github', 'stripe', 'llm', 'mail']) {
      expect(standIns).toMatch(new RegExp(`^ +${part} +http://\\S+:\\d+`, 'im'));
    }
  });

  it('says in one sentence that its port is in use, and ends with 1', async () => {
    const third = run(['npm', 'start'], { PORT: String(one.port), DATA_DIR: join(folder, 'third') });
    expect(await third.ended).toBe(1);
    const said = third
      .output()
      .split('\n')
      .filter((line) => line && !/^(>|npm )/.test(line));
    expect(said).toEqual([
      `Port ${one.port} on 127.0.0.1 is already in use. Stop what uses it or set PORT to another one.`,
    ]);
  }, 60_000);

  it('reports everything that is wrong with the configuration, ends with 78, and leaves no process', async () => {
    const third = new Instance(join(folder, 'third'), await freePort());
    const wrong = { JWT_SECRET: 'too-short', LOG_LEVEL: 'loud', METRICS_TOKEN: 'short', PUBLIC_URL: 'nowhere' };
    third.program = run(['npm', 'start'], { PORT: String(third.port), DATA_DIR: third.folder, ...wrong });
    expect(await third.program.ended).toBe(78);
    const report = third.program.output();
    expect(report.match(/The configuration has/g)).toHaveLength(1);
    for (const name of Object.keys(wrong)) expect(report).toContain(`\n  ${name}: `);
    await third.leavesNothing(1000);
  }, 60_000);

  it('stops on SIGTERM and on SIGINT with 0, and leaves no process', async () => {
    expect((await one.fetch('/auth/signup', account)).status).toBe(201);
    const codes = await Promise.all([one.program.stop('SIGTERM'), other.program.stop('SIGINT')]);
    expect(codes).toEqual([0, 0]);
    await one.leavesNothing(1000);
    await other.leavesNothing(1000);
  }, 60_000);

  it('keeps the accounts until the next start', async () => {
    await Promise.all([one.start(), other.start()]);
    expect((await one.fetch('/auth/login', account)).status).toBe(200);
    expect((await other.fetch('/auth/login', account)).status).toBe(401);
  }, 60_000);

  it('ends with 1 and leaves no process when the API or the sandbox dies', async () => {
    one.kill('api');
    other.kill('sandbox');
    expect(await Promise.all([one.program.ended, other.program.ended])).toEqual([1, 1]);
    expect(one.program.output()).toContain('The API ended unexpectedly (killed by SIGKILL)');
    expect(other.program.output()).toContain('The sandbox ended unexpectedly (killed by SIGKILL)');
    await one.leavesNothing(1000);
    await other.leavesNothing(1000);
  }, 60_000);

  it('leaves no process when it is killed itself', async () => {
    await one.start();
    expect(one.processes('postgres').length).toBeGreaterThan(0);
    one.kill('start');
    await one.leavesNothing();
  }, 60_000);
});
