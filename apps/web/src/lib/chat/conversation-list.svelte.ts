import { api, isAbsent } from '#lib/api/client.js';
import type { ConversationSummary } from '#lib/api/types.js';

/** The conversations, the last used first, as far as they were asked for. */
export class ConversationList {
  /** Null until they are known. */
  all = $state.raw<ConversationSummary[] | null>(null);
  nextCursor = $state<string | null>(null);
  loadingMore = $state(false);
  error = $state<unknown>(null);

  /** Reads the first page again; those of further pages that are here already stay. */
  async load(): Promise<void> {
    await this.#keep(async () => {
      const { conversations, nextCursor } = await api.get('/conversations');
      const last = conversations.at(-1);
      const later = (this.all ?? []).filter(
        ({ id, updatedAt }) => last && updatedAt < last.updatedAt && conversations.every((each) => each.id !== id),
      );
      if (!later.length || !nextCursor) this.nextCursor = nextCursor;
      this.all = nextCursor ? [...conversations, ...later] : conversations;
    });
  }

  async loadMore(): Promise<void> {
    const cursor = this.nextCursor;
    if (!cursor || this.loadingMore) return;
    this.loadingMore = true;
    await this.#keep(async () => {
      const { conversations, nextCursor } = await api.get('/conversations', { query: { cursor } });
      const known = this.all ?? [];
      this.all = [...known, ...conversations.filter(({ id }) => known.every((each) => each.id !== id))];
      this.nextCursor = nextCursor;
    });
    this.loadingMore = false;
  }

  async rename(id: string, title: string): Promise<void> {
    const renamed = await api.patch('/conversations/{id}', { path: { id }, body: { title } });
    this.all = this.all?.map((each) => (each.id === id ? renamed : each)) ?? null;
  }

  async delete(id: string): Promise<void> {
    await api.delete('/conversations/{id}', { path: { id } });
    this.all = this.all?.filter((each) => each.id !== id) ?? null;
  }

  async #keep(read: () => Promise<void>): Promise<void> {
    try {
      await read();
      this.error = null;
    } catch (error) {
      if (isAbsent(error)) this.all = [];
      else this.error = error;
    }
  }
}
