import type { Actor } from '@app/auth';
import { currentSpan } from '@app/platform';
import { CLOSE, type Feature, type ServerFrame } from '@app/protocol';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { messages, type DisconnectReason } from '../turns.metrics.js';
import { reasonOfCode, reasonOfError } from './disconnect-reason.js';

const MEBIBYTE = 1024 * 1024;
/** A reader this far behind pauses whoever writes; one that is farther behind is cut off. */
const BEHIND_BYTES = MEBIBYTE;
const HOPELESS_BYTES = 4 * MEBIBYTE;
const LOOK_AGAIN_MS = 50;

interface Plan {
  plan: string;
  features: Feature[];
}

/** A frame of a team's own: anything with a type that the product does not use. */
type OwnFrame<F extends { type: string }> = F extends { type: ServerFrame['type'] } ? never : F;

/** One open socket and the actor at its other end. */
export class UserSocket {
  badFrames = 0;
  missedPongs = 0;
  /** Pings that came since we sent our last. */
  pings = 0;
  /** The turn of another instance that it is being told of. */
  following?: string;
  /** What the other side was last told of the actor's plan. */
  plan: Plan = { plan: '', features: [] };
  /** Of the handshake, which its frames are parts of unless they name another. */
  readonly span = currentSpan();
  private readonly openedAt = performance.now();
  private readonly frames = { received: 0, sent: 0 };
  /** Why we closed it; unset when the other side did. */
  private closing?: DisconnectReason;

  constructor(
    private readonly ws: WebSocket,
    readonly actor: Actor,
    readonly requestId: string,
  ) {}

  get isOpen(): boolean {
    return this.ws.readyState === WebSocket.OPEN;
  }

  get bufferedBytes(): number {
    return this.ws.bufferedAmount;
  }

  get isBehind(): boolean {
    return this.bufferedBytes > BEHIND_BYTES;
  }

  /** Sends a frame of the product, or one of your own whose type you name: `send<RollFrame>({ type: 'roll', … })`. */
  send<F extends { type: string } = never>(frame: ServerFrame | NoInfer<OwnFrame<F>>): void {
    if (!this.isOpen) return;
    if (this.bufferedBytes > HOPELESS_BYTES) return this.close(CLOSE.slowReader, 'slow_reader');
    messages.inc({ direction: 'out', type: frame.type });
    this.frames.sent += 1;
    this.ws.send(JSON.stringify(frame));
  }

  /** Sends the plan if it is another one than the other side knows of. */
  tellPlan({ plan, features }: Plan): void {
    if (plan === this.plan.plan && String(features) === String(this.plan.features)) return;
    this.plan = { plan, features };
    this.send({ type: 'plan', plan, features });
  }

  ping(): void {
    if (this.isOpen) this.ws.ping();
  }

  /** Resolves when the reader is not far behind, or is gone, or the writer stops. */
  async caughtUp(stop?: AbortSignal): Promise<void> {
    while (this.isOpen && this.isBehind && !stop?.aborted) await wait(LOOK_AGAIN_MS);
  }

  /** Says goodbye. `ws` does not wait long for the other side to say it too. */
  close(code: number, reason: DisconnectReason): void {
    this.closing ??= reason;
    this.ws.close(code);
  }

  terminate(reason: DisconnectReason): void {
    this.closing ??= reason;
    this.ws.terminate();
  }

  /** Remembers what `ws` itself closes the socket for. */
  failed(error: Error & { code?: string }): void {
    this.closing ??= reasonOfError(error);
  }

  /** Runs work that is about this socket in the span of its handshake. */
  inSpan(work: () => void): void {
    if (this.span) this.span.run(work);
    else work();
  }

  /** To be told of every frame that comes in. */
  received(): void {
    this.frames.received += 1;
  }

  /** What the log tells of it when it has ended. */
  summary() {
    return {
      'user.id': this.actor.id,
      duration_ms: Math.round(performance.now() - this.openedAt),
      frames_received: this.frames.received,
      frames_sent: this.frames.sent,
    };
  }

  /** Why the socket has ended, given the code it ended with. */
  reasonFor(code: number): DisconnectReason {
    return this.closing ?? reasonOfCode(code);
  }
}
