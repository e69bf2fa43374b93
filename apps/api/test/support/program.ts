import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canaries } from './canaries.js';
import { overhearFetch } from './overhear.js';

/** A program under test: what it printed so far, and its end. */
export interface Program {
  child: ChildProcess;
  output(): string;
  /** Resolves when the output matches; rejects with the output when the program ends first or time is over. */
  says(pattern: RegExp, timeoutMs?: number): Promise<void>;
  /** The exit code, or the signal's name. */
  ended: Promise<number | string>;
  stop(signal?: NodeJS.Signals): Promise<number | string>;
}

const programs: { command: string; output(): string }[] = [];
overhearFetch();

// When all tests of a file are over, for by then everything is known that must not be there.
afterAll(() => {
  const leaks = programs.flatMap(({ command, output }) =>
    canaries.leaksIn(output()).map((leak) => `${command} printed ${leak}`),
  );
  expect(leaks).toEqual([]);
}, 60_000);

type Environment = Record<string, string | undefined>;

/** Programs are started over and over: what Node has compiled once need not be compiled for each. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'compile-cache');

/**
 * Starts a program of this repository, in an environment that holds nothing of ours but what is given. No secret may be
 * in its output: neither one of that environment, nor one that was sent or received in the tests of the file.
 */
export function run(command: string[], environment: Environment = {}, cwd = process.cwd()): Program {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(command[0]!, command.slice(1), {
    cwd,
    env: { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE, ...environment } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  canaries.addEnvironment(environment);
  programs.push({ command: command.join(' '), output: () => printed });
  const waiting = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    printed += chunk.toString();
    for (const check of waiting) check();
  };
  child.stdout!.on('data', hear);
  child.stderr!.on('data', hear);
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  return {
    child,
    ended,
    output: () => printed,
    says: (pattern, timeoutMs = 60_000) =>
      new Promise((resolve, reject) => {
        const settle = (error?: Error) => {
          clearTimeout(timer);
          waiting.delete(check);
          if (error) reject(error);
          else resolve();
        };
        const check = () => pattern.test(printed) && settle();
        const give = (why: string) => settle(new Error(`${why} before it said ${pattern}:\n${printed}`));
        const timer = setTimeout(() => give(`${timeoutMs} ms passed`), timeoutMs);
        waiting.add(check);
        void ended.then((end) => give(`The program ended with ${end}`));
        check();
      }),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
}

/** A port that nothing uses now, below the range that outgoing connections take theirs from. */
export async function freePort(from = 18_000): Promise<number> {
  for (let port = from + Math.floor(Math.random() * 8000); ; port++) {
    const server = createServer().listen(port, '127.0.0.1');
    const free = await Promise.race([
      once(server, 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]);
    if (free) await new Promise((resolve) => server.close(resolve));
    if (free) return port;
  }
}
