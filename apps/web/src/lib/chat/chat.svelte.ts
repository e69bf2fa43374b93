import { api } from '#lib/api/client.js';
import type { ServerFrame } from '#lib/api/types.js';
import { billing } from '#lib/billing/billing.svelte.js';
import { session } from '#lib/session.svelte.js';
import { ConversationList } from './conversation-list.svelte.js';
import { TurnSocket, type Link } from './socket.js';
import { Thread } from './thread.svelte.js';
import { Turn } from './turn.svelte.js';

/** The chat page's state: the conversations, the open one, and the socket that its turns go through. */
export class Chat {
  link = $state<Link>('connecting');
  draining = $state(false);
  features = $state<string[] | null>(null);
  readonly list = new ConversationList();
  readonly thread = new Thread();
  readonly running = $derived(this.thread.newest?.unfinished ? this.thread.newest : null);
  /** The turn that was sent last. It goes on while another conversation is shown. */
  #sent: Turn | null = null;
  /** One that was stopped while there was no connection to say so. */
  #toStop: string | null = null;
  readonly #socket = new TurnSocket({
    frame: (frame) => this.#take(frame),
    link: (link) => {
      this.link = link;
    },
    refused: () => void session.load(true),
  });

  start(): void {
    this.#socket.open();
    void this.list.load();
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
    turn.conversationId = this.thread.id;
    this.thread.push(turn);
    this.#send(turn);
  }

  /** A failed turn is tried again under its own id, so that nothing is paid twice; a finished one is asked anew. */
  retry(turn: Turn, model: string): void {
    if (this.running) return;
    if (turn.phase !== 'failed') return this.ask(turn.text, turn.model ?? model);
    turn.model ??= model;
    turn.conversationId ??= this.thread.id;
    turn.sendAgain();
    this.#send(turn);
  }

  stop(): void {
    const turn = this.running;
    if (!turn || this.#socket.send({ type: 'cancel', id: turn.id })) return;
    this.#toStop = turn.id;
    turn.stop();
  }

  async open(id: string): Promise<void> {
    await this.thread.open(id, this.#sent);
    const { running } = this;
    if (this.thread.id !== id || !running || running === this.#sent) return;
    // The server still answers it, for a page that is gone: this one goes on listening.
    running.sendAgain();
    this.#send(running);
  }

  async delete(id: string): Promise<void> {
    await this.list.delete(id);
    if (this.thread.id === id) this.thread.clear();
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
      case 'delta': {
        const turn = this.#find(frame.id);
        if (turn?.phase === 'waiting' && !turn.conversationId) void this.#findPlace(turn);
        return turn?.take(frame);
      }
      case 'error':
        (frame.id ? this.#find(frame.id) : this.running)?.take(frame);
        return this.#settled();
      case 'done': {
        const turn = this.#find(frame.id);
        if (turn) this.#placed(turn, frame.conversationId);
        turn?.take(frame);
        return this.#settled();
      }
    }
  }

  #takePlan(frame: Extract<ServerFrame, { type: 'ready' | 'plan' }>): void {
    this.features = frame.features ?? null;
    if (frame.type === 'plan') return void billing.refresh();
    this.draining = false;
    if (this.#toStop) this.#socket.send({ type: 'cancel', id: this.#toStop });
    this.#toStop = null;
    const turn = this.running ?? this.#sent;
    if (!turn?.unfinished) return;
    turn.sendAgain();
    this.#send(turn);
  }

  /** Learns which conversation a first message has begun, so that a reload in the middle of its answer comes back to it. */
  async #findPlace(turn: Turn): Promise<void> {
    await this.list.load();
    const id = this.list.all?.[0]?.id;
    if (!id || turn.conversationId) return;
    const query = { order: 'newest', limit: 1 } as const;
    const newest = await api.get('/conversations/{id}', { path: { id }, query }).catch(() => null);
    if (newest?.turns[0]?.id === turn.id) this.#placed(turn, id);
  }

  #placed(turn: Turn, conversationId: string): void {
    turn.conversationId = conversationId;
    if (this.thread.find(turn.id)) this.thread.id = conversationId;
  }

  #settled(): void {
    if (session.state === 'signed-in') void billing.refresh();
    void this.list.load();
  }

  #find(id: string): Turn | undefined {
    return this.thread.find(id) ?? (this.#sent?.id === id ? this.#sent : undefined);
  }
}
