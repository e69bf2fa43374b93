import type { DoneFrame, ErrorFrame, ServerFrame, StoredTurn } from '#lib/api/types.js';
import { isDemo, withoutLabel } from './demo-label.js';

type Phase = 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed';

/** One message and its answer, as it grows. */
export class Turn {
  readonly text: string;
  readonly id: string;
  model: string | undefined;
  answer = $state('');
  phase = $state<Phase>('waiting');
  refusal = $state<ErrorFrame | null>(null);
  servedBy = $state('');
  /** Where it was asked; null for one that starts a conversation. */
  conversationId: string | null = null;
  readonly #frame = new NextFrame(() => this.#show());
  #lastSeq = -1;
  /** What has come since the answer was last shown. */
  #unseen = '';
  /** Set after a second sending, until its first delta says whether the server goes on or starts again. */
  #resent = false;
  /** While the answer comes once more from its beginning: what has come again so far. */
  #again: string | null = null;

  constructor(text: string, model?: string, id: string = crypto.randomUUID()) {
    this.text = text;
    this.model = model;
    this.id = id;
  }

  /** One that still runs on the server has to be sent again, to hear the rest of it. */
  static fromStored(stored: StoredTurn, conversationId: string): Turn {
    const turn = new Turn(stored.text, undefined, stored.id);
    turn.conversationId = conversationId;
    turn.answer = stored.answer;
    turn.phase = phaseOf(stored);
    if (stored.answer) turn.#lastSeq = 0;
    return turn;
  }

  get unfinished(): boolean {
    return this.phase === 'waiting' || this.phase === 'streaming';
  }

  /** A stand-in wrote this, and the reader is told so. */
  get isDemo(): boolean {
    return this.servedBy.startsWith('local-demo') || isDemo(this.answer);
  }

  /** The answer as it is read, without the label that the badge shows. */
  get shown(): string {
    return withoutLabel(this.answer);
  }

  /** To be called before the same id is sent again. */
  sendAgain(): void {
    this.#show();
    if (this.phase === 'failed') {
      this.answer = '';
      this.#lastSeq = -1;
      this.#again = null;
    } else this.#resent = true;
    this.refusal = null;
    this.phase = this.answer ? 'streaming' : 'waiting';
  }

  stop(): void {
    this.#show();
    this.phase = 'stopped';
  }

  take(frame: Extract<ServerFrame, { type: 'delta' }> | DoneFrame | ErrorFrame): void {
    if (!this.unfinished) return;
    if (frame.type === 'delta') return this.#append(frame.seq, frame.text);
    this.#show();
    if (frame.type === 'done') {
      this.answer = this.#again ?? this.answer;
      this.servedBy = frame.model;
      this.phase = frame.cancelled ? 'stopped' : 'done';
    } else {
      this.refusal = frame;
      this.phase = 'failed';
    }
  }

  #append(seq: number, text: string): void {
    // A replay begins with a number already seen, and brings the whole answer again.
    if (this.#resent && seq <= this.#lastSeq) {
      this.#again = '';
      this.#lastSeq = -1;
    }
    this.#resent = false;
    if (seq <= this.#lastSeq) return;
    this.#lastSeq = seq;
    this.#unseen += text;
    this.phase = 'streaming';
    this.#frame.ask();
  }

  #show(): void {
    this.#frame.cancel();
    const come = this.#unseen;
    this.#unseen = '';
    if (this.#again === null) {
      if (come) this.answer += come;
      return;
    }
    this.#again += come;
    // What somebody reads stays until as much of it has come again, or something else has.
    if (this.answer.startsWith(this.#again)) return;
    this.answer = this.#again;
    this.#again = null;
  }
}

/** A piece of work for the next frame that the browser paints, however often it is asked for. */
class NextFrame {
  #asked = 0;

  constructor(private readonly work: () => void) {}

  ask(): void {
    this.#asked ||= requestAnimationFrame(this.work);
  }

  cancel(): void {
    cancelAnimationFrame(this.#asked);
    this.#asked = 0;
  }
}

function phaseOf({ status, answer }: StoredTurn): Phase {
  if (status === 'running') return answer ? 'streaming' : 'waiting';
  if (status === 'cancelled') return 'stopped';
  return status === 'completed' ? 'done' : 'failed';
}
