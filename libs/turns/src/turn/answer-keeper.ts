/** What there is of an answer is kept this often while it grows. */
const KEEP_EVERY_MS = 2000;

/** Has an answer kept while it grows, also when it then falls silent, so that it can be read elsewhere and outlives this process. */
export class AnswerKeeper {
  private timer?: NodeJS.Timeout;

  constructor(private readonly keep: () => void) {}

  grown(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.keep();
    }, KEEP_EVERY_MS).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
