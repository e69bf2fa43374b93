import { ApiError } from '#lib/api/client.js';

/** One thing at a time that may be refused: what a form, a button or a list of buttons sends. */
export class Submission {
  busy = $state(false);
  error = $state<unknown>(null);

  /** The API's code for the refusal. */
  get code(): string {
    return this.error instanceof ApiError ? this.error.code : '';
  }

  /** True when it was done; false when it was refused, or something is under way already. */
  async run(action: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    try {
      await action();
      return true;
    } catch (error) {
      this.error = error;
      return false;
    } finally {
      this.busy = false;
    }
  }
}
