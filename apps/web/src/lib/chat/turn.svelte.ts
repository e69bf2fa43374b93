import type { DoneFrame, ErrorFrame, ServerFrame, StoredTurn } from '#lib/api/types.js';

type Phase = 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed';

/** One message and its answer, as it grows. */
export class Turn {
  readonly text: string;
  readonly model: string | undefined;
  readonly id: string;
  answer = $state('');
  phase = $state<Phase>('waiting');
  refusal = $state<ErrorFrame | null>(null);
  servedBy = $state('');
  /** Where it was asked; null for one that starts a conversation. */
  conversationId: string | null = null;
  #lastSeq = -1;
  /** Set after a second sending, until its first delta says whether the server goes on or starts again. */
  #resent = false;

  constructor(text: string, model?: string, id: string = crypto.randomUUID()) {
    this.text = text;
    this.model = model;
    this.id = id;
  }

  static fromStored(stored: StoredTurn): Turn {
    const turn = new Turn(stored.text, undefined, stored.id);
    turn.answer = stored.answer ?? '';
    turn.phase = phaseOf(stored.status);
    return turn;
  }

  get unfinished(): boolean {
    return this.phase === 'waiting' || this.phase === 'streaming';
  }

  /** A stand-in wrote this, and the reader is told so. */
  get isDemo(): boolean {
    return this.servedBy.startsWith('local-demo') || this.answer.startsWith('[Demo responder');
  }

  /** To be called before the same id is sent again. */
  sendAgain(): void {
    if (this.phase === 'failed') {
      this.answer = '';
      this.#lastSeq = -1;
    } else this.#resent = true;
    this.refusal = null;
    this.phase = this.answer ? 'streaming' : 'waiting';
  }

  stop(): void {
    this.phase = 'stopped';
  }

  take(frame: Extract<ServerFrame, { type: 'delta' }> | DoneFrame | ErrorFrame): void {
    if (!this.unfinished) return;
    if (frame.type === 'delta') this.#append(frame.seq, frame.text);
    else if (frame.type === 'done') {
      this.servedBy = frame.model ?? '';
      this.phase = frame.cancelled ? 'stopped' : 'done';
    } else {
      this.refusal = frame;
      this.phase = 'failed';
    }
  }

  #append(seq: number, text: string): void {
    // A replay begins with a number already seen, and brings the whole answer again.
    if (this.#resent && seq <= this.#lastSeq) {
      this.answer = '';
      this.#lastSeq = -1;
    }
    this.#resent = false;
    if (seq <= this.#lastSeq) return;
    this.#lastSeq = seq;
    this.answer += text;
    this.phase = 'streaming';
  }
}

/** A turn that still runs elsewhere counts as failed here: trying it again under its id replays it. */
function phaseOf(status: StoredTurn['status']): Phase {
  if (status === 'cancelled') return 'stopped';
  return status === 'completed' ? 'done' : 'failed';
}
