import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const TICK_MS = 50;

/** How this process bears what is done to it: the memory it keeps, and for how long it listened to nobody. */
export class VitalSigns {
  private readonly timer: NodeJS.Timeout;
  private last = { at: performance.now(), cpuMs: cpuMs() };
  private longest = 0;

  constructor() {
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  /** The longest time that a computation held the event loop. A machine that had no time for us does not count. */
  longestBlockMs(): number {
    return this.longest;
  }

  /** The memory in use when all garbage is gone. */
  async heapBytes(): Promise<number> {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    // What is freed by a finalizer is garbage only the next time.
    for (let round = 0; round < 3; round += 1) {
      collect();
      await new Promise((resolve) => setImmediate(resolve));
    }
    // That took its time, too, and nobody attacked us.
    this.last = { at: performance.now(), cpuMs: cpuMs() };
    return process.memoryUsage().heapUsed;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const now = { at: performance.now(), cpuMs: cpuMs() };
    const held = Math.min(now.at - this.last.at - TICK_MS, now.cpuMs - this.last.cpuMs);
    this.longest = Math.max(this.longest, held);
    this.last = now;
  }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
