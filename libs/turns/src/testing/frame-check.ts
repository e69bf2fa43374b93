import { ServerFrame } from '@app/protocol';
import { z } from 'zod';

const PRODUCT_TYPES: ReadonlySet<string> = new Set(ServerFrame.options.map(({ shape }) => shape.type.value));

/** Holds every frame that arrives in a file of tests against the protocol. Tests fail for what it finds. */
export class FrameCheck {
  private readonly own = new Set<string>();
  private found: { type: string; problem: string }[] = [];

  constructor() {
    afterEach(() => {
      const problems = this.take();
      if (problems.length > 0) throw new Error(`Frames that the protocol does not know:\n${problems.join('\n')}`);
    });
  }

  /** Some test waits for frames of this type, so they are meant. */
  expect(type: string): void {
    if (!PRODUCT_TYPES.has(type)) this.own.add(type);
  }

  look(frame: unknown): void {
    const { success, error } = ServerFrame.safeParse(frame);
    if (success) return;
    const type = String((frame as { type?: unknown } | null)?.type);
    this.found.push({ type, problem: `${JSON.stringify(frame).slice(0, 500)}: ${z.prettifyError(error)}` });
  }

  /** What was found since the last time. A team's own frames are no problem, even those that came before they were awaited. */
  take(): string[] {
    const problems = this.found.filter(({ type }) => !this.own.has(type)).map(({ problem }) => problem);
    this.found = [];
    return problems;
  }
}
