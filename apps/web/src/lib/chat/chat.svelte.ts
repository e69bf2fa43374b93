import { api, isAbsent } from '#lib/api/client.js';
import type { ConversationSummary, ServerFrame } from '#lib/api/types.js';
import { billing } from '#lib/billing/billing.svelte.js';
import { session } from '#lib/session.svelte.js';
import { TurnSocket, type Link } from './socket.js';
import { Turn } from './turn.svelte.js';

const MOST_PAGES = 50;

/** The chat page's state: conversations, the open one's turns, and the socket they go through. */
export class Chat {
  link = $state<Link>('connecting');
  draining = $state(false);
  features = $state<string[] | null>(null);
  conversations = $state<ConversationSummary[] | null>(null);
  nextCursor = $state<string | null>(null);
  listError = $state<unknown>(null);
  conversationId = $state<string | null>(null);
  turns = $state<Turn[]>([]);
  opening = $state(false);
  openError = $state<unknown>(null);
  readonly running = $derived(this.turns.find((turn) => turn.unfinished) ?? null);
  /** The turn that was sent last. It goes on while another conversation is shown. */
  #sent: Turn | null = null;
  readonly #socket = new TurnSocket({
    frame: (frame) => this.#take(frame),
    link: (link) => {
      this.link = link;
    },
    refused: () => void session.load(true),
  });

  start(): void {
    this.#socket.open();
    void this.listConversations();
  }

  end(): void {
    this.#socket.close();
  }

  /** Before the server has said what is allowed, the billing page's answer counts. */
  has(feature: string): boolean {
    return this.features?.includes(feature) ?? billing.has(feature);
  }

  ask(text: string, model: string): void {
    if (this.running) return;
    const turn = new Turn(text, model);
    turn.conversationId = this.conversationId;
    this.turns.push(turn);
    this.#send(turn);
  }

  /** A failed turn is tried again under its own id, so that nothing is paid twice; a finished one is asked anew. */
  retry(turn: Turn, model: string): void {
    if (this.running) return;
    if (turn.phase !== 'failed') return this.ask(turn.text, turn.model ?? model);
    turn.conversationId ??= this.conversationId;
    turn.sendAgain();
    this.#send(turn);
  }

  stop(): void {
    const turn = this.running;
    if (turn && !this.#socket.send({ type: 'cancel', id: turn.id })) turn.stop();
  }

  startNew(): void {
    this.conversationId = null;
    this.turns = [];
    this.openError = null;
  }

  async open(id: string): Promise<void> {
    this.startNew();
    this.conversationId = id;
    this.opening = true;
    try {
      const turns = await readTurns(id);
      if (this.conversationId === id) this.turns = this.#withSent(turns);
    } catch (error) {
      if (this.conversationId === id) this.openError = error;
    } finally {
      if (this.conversationId === id) this.opening = false;
    }
  }

  async delete(id: string): Promise<void> {
    await api.delete('/conversations/{id}', { path: { id } });
    this.conversations = this.conversations?.filter((conversation) => conversation.id !== id) ?? null;
    if (this.conversationId === id) this.startNew();
  }

  async listConversations(more = false): Promise<void> {
    const cursor = (more && this.nextCursor) || undefined;
    try {
      const page = await api.get('/conversations', { query: { cursor } });
      this.conversations = more ? [...(this.conversations ?? []), ...page.conversations] : page.conversations;
      this.nextCursor = page.nextCursor ?? null;
      this.listError = null;
    } catch (error) {
      if (isAbsent(error)) this.conversations = [];
      else this.listError = error;
    }
  }

  /** What is stored of a turn that still runs is behind what has arrived of it here. */
  #withSent(stored: Turn[]): Turn[] {
    const sent = this.#sent;
    if (!sent?.unfinished) return stored;
    const place = stored.findIndex(({ id }) => id === sent.id);
    if (place >= 0) return stored.with(place, sent);
    return sent.conversationId === this.conversationId ? [...stored, sent] : stored;
  }

  #send(turn: Turn): void {
    this.#sent = turn;
    // Without a connection the turn waits: `ready` sends whatever is unfinished.
    this.#socket.send({
      type: 'turn',
      id: turn.id,
      text: turn.text,
      ...(turn.conversationId && { conversationId: turn.conversationId }),
      ...(turn.model && { model: turn.model }),
    });
  }

  #take(frame: ServerFrame): void {
    switch (frame.type) {
      case 'ready':
      case 'plan':
        return this.#takePlan(frame);
      case 'draining':
        this.draining = true;
        return;
      case 'delta':
        this.#find(frame.id)?.take(frame);
        return;
      case 'error':
        (frame.id ? this.#find(frame.id) : this.running)?.take(frame);
        return this.#settled();
      case 'done':
        if (this.turns.some(({ id }) => id === frame.id)) {
          this.conversationId = frame.conversationId ?? this.conversationId;
        }
        this.#find(frame.id)?.take(frame);
        return this.#settled();
    }
  }

  #takePlan(frame: Extract<ServerFrame, { type: 'ready' | 'plan' }>): void {
    this.features = frame.features ?? null;
    if (frame.type === 'plan') return void billing.refresh();
    this.draining = false;
    const turn = this.running ?? this.#sent;
    if (!turn?.unfinished) return;
    turn.sendAgain();
    this.#send(turn);
  }

  #settled(): void {
    if (session.state === 'signed-in') void billing.refresh();
    void this.listConversations();
  }

  #find(id: string): Turn | undefined {
    return this.turns.find((turn) => turn.id === id) ?? (this.#sent?.id === id ? this.#sent : undefined);
  }
}

async function readTurns(id: string): Promise<Turn[]> {
  const turns: Turn[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const conversation = await api.get('/conversations/{id}', { path: { id }, query: { cursor } });
    turns.push(...conversation.turns.map((stored) => Turn.fromStored(stored)));
    cursor = conversation.nextCursor ?? undefined;
    if (!cursor) break;
  }
  return turns;
}
