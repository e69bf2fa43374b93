import { createClient, type RedisClientType } from '@redis/client';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';

const MISSING =
  "No redis-server was found, so nothing is proven about rate limits in Redis. Install Debian's: apt-get install redis-server";

const isInstalled = () => spawnSync('redis-server', ['--version']).status === 0;

/** Tests on a real Redis. Where there is none they are reported as not run, and in continuous integration as failed. */
export function describeWithRedis(name: string, tests: () => void): void {
  if (isInstalled()) describe(name, tests);
  else if (process.env.CI) it(`${name} is tested on a real Redis`, () => Promise.reject(new Error(MISSING)));
  else {
    console.error(MISSING);
    describe.skip(name, tests);
  }
}

/** A Redis of a test's own: on loopback, keeping nothing, with what can happen to one. */
export class TestRedis {
  readonly password = 'pass-of-this-test';
  private server?: ChildProcess;
  private port = 0;

  get url(): string {
    return `redis://:${this.password}@127.0.0.1:${this.port}`;
  }

  /** Starts it, where it was before if it was there. */
  async start(): Promise<void> {
    // Below the ports that the system gives away by itself, so that nobody takes it while this one is down.
    for (this.port ||= randomInt(20_000, 32_000); !(await this.listens()); this.port = randomInt(20_000, 32_000));
  }

  /** Nothing moves, nothing closes. */
  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  thaw(): void {
    this.server?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  }

  /** The names of all keys, one a line. */
  async keys(): Promise<string> {
    return this.ask((client) => client.keys('*')).then((names) => names.join('\n'));
  }

  async keysWithoutEnd(): Promise<string[]> {
    return this.ask(async (client) => {
      const names = await client.keys('*');
      const ends = await Promise.all(names.map((name) => client.pTTL(name)));
      return names.filter((_, at) => ends[at] === -1);
    });
  }

  command(...words: string[]): Promise<string> {
    return this.ask((client) => client.sendCommand<string>(words));
  }

  private async ask<T>(question: (client: RedisClientType) => Promise<T>): Promise<T> {
    const client = (await createClient({ url: this.url }).connect()) as RedisClientType;
    return question(client).finally(() => client.destroy());
  }

  /** False when the port is somebody else's. */
  private async listens(): Promise<boolean> {
    const settings = { port: this.port, bind: '127.0.0.1', requirepass: this.password, save: '', appendonly: 'no' };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.server = server;
    let said = '';
    for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
      said += chunk;
      if (said.includes('Ready to accept connections')) {
        server.stdout.resume();
        return true;
      }
    }
    return false;
  }
}
