import { run, type Program } from './program.js';

/** Where the built programs lie; a mutant lies elsewhere. */
export const DIST = process.env.STORM_DIST ?? 'dist';

/** One real process of the API, with a port and a database role of its own. It may be killed and started again. */
export class Instance {
  kills = 0;
  /** The ends that nobody asked for, with what was printed before. */
  readonly crashes: string[] = [];
  private program?: Program;

  constructor(
    readonly role: string,
    readonly url: string,
    private readonly environment: Record<string, string>,
  ) {}

  start(): void {
    const program = run([process.execPath, `${DIST}/apps/api/src/main.js`], this.environment);
    this.program = program;
    void program.ended.then((end) => {
      if (this.program === program) this.crashes.push(`${this.role} ended by itself (${end}):\n${program.output()}`);
    });
  }

  /** What it has printed since it was started last. */
  output(): string {
    return this.program?.output() ?? '';
  }

  async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/ready`)).ok;
    } catch {
      return false;
    }
  }

  /** No farewell, no last write. */
  async kill(): Promise<void> {
    this.kills++;
    await this.end('SIGKILL');
  }

  /** Its exit code, or the signal that ended it; undefined when it did not run. */
  async end(signal: NodeJS.Signals): Promise<number | string | undefined> {
    const { program } = this;
    this.program = undefined;
    return program?.stop(signal);
  }
}

/** Whether all of them are there. Throws when one has ended by itself. */
export async function areReady(instances: Instance[]): Promise<boolean> {
  const crashes = instances.flatMap((instance) => instance.crashes);
  if (crashes.length > 0) throw new Error(crashes.join('\n'));
  return (await Promise.all(instances.map((instance) => instance.isReady()))).every(Boolean);
}
