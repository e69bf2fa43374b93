import type { Progress } from '@app/billing';
import { SingleBar } from 'cli-progress';

const FORMAT = '{phase} [{bar}] {value}/{total} ETA {eta_formatted}';
const SAY_EVERY_MS = 5000;

/** Shows how far work is: on a terminal a bar with ETA, elsewhere a line now and then. Both on stderr, beside the result. */
export class ProgressLine {
  private phase = '';
  private bar?: SingleBar;
  private saidAt = -SAY_EVERY_MS;

  constructor(private readonly out: NodeJS.WriteStream = process.stderr) {}

  show({ phase, looked, of }: Progress): void {
    if (!this.out.isTTY) return this.say(phase, looked);
    // The whole is an estimate: Stripe does not say how many there are.
    const whole = Math.max(of, looked);
    if (phase !== this.phase) this.begin(phase, whole);
    this.bar!.setTotal(whole);
    this.bar!.update(looked);
  }

  end(): void {
    this.bar?.stop();
  }

  private begin(phase: string, whole: number): void {
    this.end();
    this.phase = phase;
    this.bar = new SingleBar({ format: FORMAT, stream: this.out, barsize: 24, clearOnComplete: true, fps: 100 });
    this.bar.start(whole, 0, { phase });
  }

  private say(phase: string, looked: number): void {
    if (performance.now() - this.saidAt < SAY_EVERY_MS) return;
    this.saidAt = performance.now();
    this.out.write(`${phase}: ${looked} looked at\n`);
  }
}
