import type { Sentence } from '#lib/language.svelte.js';

/** One sentence that is told on the next page, and gone on the one after it. */
class Flash {
  message = $state<Sentence | null>(null);
  #isNew = false;

  show(message: Sentence): void {
    this.message = message;
    this.#isNew = true;
  }

  /** After every navigation to another page. */
  grow(): void {
    if (!this.#isNew) this.message = null;
    this.#isNew = false;
  }

  dismiss(): void {
    this.message = null;
  }
}

export const flash = new Flash();
