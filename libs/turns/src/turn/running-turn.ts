import { toErrorFrame, type AppError } from '@app/platform';
import type { DoneFrame } from '@app/protocol';
import { ShuttingDown } from '@app/security';
import type { UserSocket } from '../socket/user-socket.js';
import { Interrupted, TurnCancelled } from '../turns.errors.js';
import type { Turn } from './turn.entity.js';

/** A turn that is being answered in this process, and the sockets that watch it. It goes on when the last of them leaves. */
export class RunningTurn {
  private readonly startedAt = performance.now();
  readonly deltas: string[] = [];
  /** Known once the turn is stored: which conversation it is in, and by which of its attempts it is answered. */
  stored?: Pick<Turn, 'id' | 'attemptId' | 'conversationId'>;
  private readonly stop = new AbortController();
  private readonly readers = new Set<UserSocket>();

  constructor(
    readonly id: string,
    readonly userId: string,
  ) {}

  /** Aborted when the turn is cancelled or cut off. */
  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** For how long it has been running. */
  seconds(): number {
    return (performance.now() - this.startedAt) / 1000;
  }

  get isCancelled(): boolean {
    return this.stop.signal.reason instanceof TurnCancelled;
  }

  /** Everybody who watches it. */
  watchers(): UserSocket[] {
    return [...this.readers];
  }

  isReadBy(socket: UserSocket): boolean {
    return this.readers.has(socket);
  }

  /** Sends what there is from `seq` on, and from now on what comes. */
  attach(socket: UserSocket, seq = 0): void {
    if (this.readers.has(socket)) return;
    this.readers.add(socket);
    for (const [index, text] of this.deltas.entries()) {
      if (index >= seq) socket.send({ type: 'delta', id: this.id, seq: index, text });
    }
  }

  append(text: string): void {
    const seq = this.deltas.push(text) - 1;
    for (const reader of this.readers) reader.send({ type: 'delta', id: this.id, seq, text });
  }

  get hasReadersBehind(): boolean {
    for (const reader of this.readers) if (reader.isBehind) return true;
    return false;
  }

  /** Resolves when no reader is far behind, or the turn is stopped. */
  async readersCaughtUp(): Promise<void> {
    for (const reader of this.readers) await reader.caughtUp(this.signal);
  }

  finish(frame: DoneFrame): void {
    for (const reader of this.readers) reader.send(frame);
  }

  fail(error: AppError): void {
    for (const reader of this.readers) reader.send(toErrorFrame(error, reader.requestId, this.id));
  }

  cancel(): void {
    this.stop.abort(new TurnCancelled());
  }

  /** Somebody else has ended it, because this process seemed to be gone. */
  lose(): void {
    this.stop.abort(new Interrupted());
  }

  cutOff(): void {
    this.stop.abort(new ShuttingDown());
  }
}
