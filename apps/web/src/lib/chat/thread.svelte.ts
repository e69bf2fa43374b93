import { api } from '#lib/api/client.js';
import { Turn } from './turn.svelte.js';

const TURNS_PER_PAGE = 50;
const TURNS_PER_SECTION = 10;
/** Of a turn that was never laid out. */
const USUAL_HEIGHT = 240;

/** A few turns in a row, which are in the document together or not at all. */
export class Section {
  turns = $state.raw<Turn[]>([]);
  /** As last laid out. */
  measured = 0;

  constructor(turns: Turn[]) {
    this.turns = turns;
  }

  get height(): number {
    return this.measured || this.turns.length * USUAL_HEIGHT;
  }
}

/** The open conversation: its newest turns, and as many earlier ones as somebody has asked for. */
export class Thread {
  id = $state<string | null>(null);
  sections = $state.raw<Section[]>([]);
  opening = $state(false);
  openError = $state<unknown>(null);
  loadingEarlier = $state(false);
  earlierError = $state<unknown>(null);
  /** Where the earlier turns begin; null when all are here. */
  cursor = $state<string | null>(null);
  /** It has more than one page. */
  isLong = $state(false);
  readonly newest = $derived(this.sections.at(-1)?.turns.at(-1) ?? null);
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing that is shown depends on it
  readonly #byId = new Map<string, Turn>();

  find(id: string): Turn | undefined {
    return this.#byId.get(id);
  }

  clear(): void {
    this.id = null;
    this.sections = [];
    this.#byId.clear();
    this.opening = this.loadingEarlier = this.isLong = false;
    this.openError = this.earlierError = this.cursor = null;
  }

  push(turn: Turn): void {
    this.#byId.set(turn.id, turn);
    const last = this.sections.at(-1);
    if (last && last.turns.length < TURNS_PER_SECTION) last.turns = [...last.turns, turn];
    else this.sections = [...this.sections, new Section([turn])];
  }

  /** Shows another conversation. Of `sent`, if it is in there and unfinished, more has come here than is stored. */
  async open(id: string, sent: Turn | null): Promise<void> {
    this.clear();
    this.id = id;
    this.opening = true;
    try {
      const turns = await this.#read(id);
      if (this.id !== id) return;
      this.#put(turns.map((turn) => (turn.id === sent?.id && sent.unfinished ? sent : turn)));
      if (sent?.unfinished && sent.conversationId === id && !this.find(sent.id)) this.push(sent);
      this.isLong = this.cursor !== null;
    } catch (error) {
      if (this.id === id) this.openError = error;
    } finally {
      if (this.id === id) this.opening = false;
    }
  }

  /** Puts the page before the earliest turn in front of it. */
  async loadEarlier(): Promise<void> {
    const { id, cursor } = this;
    if (!id || !cursor || this.loadingEarlier) return;
    this.loadingEarlier = true;
    this.earlierError = null;
    try {
      const turns = await this.#read(id, cursor);
      if (this.id === id) this.#put(turns);
    } catch (error) {
      if (this.id === id) this.earlierError = error;
    } finally {
      if (this.id === id) this.loadingEarlier = false;
    }
  }

  async #read(id: string, cursor?: string): Promise<Turn[]> {
    const query = { order: 'newest', limit: TURNS_PER_PAGE, cursor } as const;
    const { turns, nextCursor } = await api.get('/conversations/{id}', { path: { id }, query });
    if (this.id === id) this.cursor = nextCursor;
    return turns
      .map((stored, age) => {
        const turn = Turn.fromStored(stored, id);
        // Only the newest can be listened to; another that still runs was asked in another window.
        if (turn.unfinished && (cursor || age > 0)) turn.phase = 'failed';
        return turn;
      })
      .reverse();
  }

  #put(turns: Turn[]): void {
    const unknown = turns.filter(({ id }) => !this.#byId.has(id));
    for (const turn of unknown) this.#byId.set(turn.id, turn);
    const sections: Section[] = [];
    for (let end = unknown.length; end > 0; end -= TURNS_PER_SECTION) {
      sections.unshift(new Section(unknown.slice(Math.max(0, end - TURNS_PER_SECTION), end)));
    }
    this.sections = [...sections, ...this.sections];
  }
}
