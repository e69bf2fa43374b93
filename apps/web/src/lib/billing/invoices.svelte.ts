import { api, isAbsent } from '#lib/api/client.js';
import type { Invoice } from '#lib/api/types.js';

/** Somebody's invoices, newest first, a page at a time. `items` is null until we know. */
export class InvoiceList {
  items = $state<Invoice[] | null>(null);
  next = $state<string | null>(null);
  error = $state<unknown>(null);
  busy = $state(false);
  #newest = 0;

  /** The newest one that waits for its payment. */
  readonly toPay = $derived(this.items?.find(({ status, url }) => status === 'open' && url) ?? null);

  /** Reads the first page, in the place of what is there. */
  load = () => this.#read(null);

  /** Adds the next page. */
  more = () => (this.busy ? undefined : this.#read(this.next));

  async #read(cursor: string | null): Promise<void> {
    const question = (this.#newest += 1);
    this.busy = true;
    this.error = null;
    try {
      const page = await api.get('/billing/invoices', { query: { cursor: cursor ?? undefined } });
      if (question !== this.#newest) return;
      this.items = cursor ? [...(this.items ?? []), ...page.invoices] : page.invoices;
      this.next = page.nextCursor;
    } catch (error) {
      if (question !== this.#newest) return;
      if (isAbsent(error)) this.items = [];
      else this.error = error;
    } finally {
      if (question === this.#newest) this.busy = false;
    }
  }
}
