import { tick } from 'svelte';
import { silence } from '#lib/language.svelte.js';

/** A form that is folded away behind a button, and what is said of it when it is folded again. */
export class FoldedForm {
  isOpen = $state(false);
  result = $state(silence);
  opener = $state<HTMLButtonElement>();

  open(): void {
    this.result = silence;
    this.isOpen = true;
  }

  /** Gives the focus back to the button, which is only there now. */
  async close(words = silence): Promise<void> {
    this.isOpen = false;
    this.result = words;
    await tick();
    this.opener?.focus();
  }
}
