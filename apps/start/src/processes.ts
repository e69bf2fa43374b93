import { fork, type ChildProcess } from 'node:child_process';
import type { Environment } from './variables.js';

/** How a process ended. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const leash = new URL('./leash.js', import.meta.url).href;

/** One part of the program in a process of its own. */
export class Part {
  readonly ended: Promise<Ending>;
  /** What a part with a single task has said is wrong, complete once it has ended. */
  complaint = '';

  private constructor(readonly child: ChildProcess) {
    child.stderr?.on('data', (chunk: Buffer) => (this.complaint += chunk.toString()));
    this.ended = new Promise((settle) => {
      child.once('close', (code, signal) => settle({ code, signal }));
      child.once('error', () => settle({ code: 1, signal: null }));
    });
  }

  /**
   * Starts a script, or with arguments a single task whose words are held back. A session of its own keeps Ctrl-C in the
   * terminal away: the supervisor decides who ends when.
   */
  static start(script: string, args: string[], environment: Environment): Part {
    const child = fork(script, args, {
      detached: true,
      env: { ...environment, TURNPIKE_SUPERVISED: '1' },
      execArgv: ['--enable-source-maps', '--import', leash],
      stdio: args.length ? ['ignore', 'ignore', 'pipe', 'ipc'] : ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return new Part(child);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined;
  }

  /** Asks the part to end, and makes it when the time is over. */
  async stop(patienceMs: number): Promise<void> {
    if (this.isRunning) this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.kill(), patienceMs);
    await this.ended;
    clearTimeout(timer);
  }

  kill(): void {
    if (this.isRunning) this.child.kill('SIGKILL');
  }
}

/** An ending in words. */
export const inWords = ({ code, signal }: Ending) => (signal ? `killed by ${signal}` : `exit code ${code}`);
