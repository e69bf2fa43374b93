import type { Actor } from '@app/auth';
import { CLOSE, type Feature, type ServerFrame } from '@app/protocol';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { messages, type DisconnectReason } from '../turns.metrics.js';

const MEBIBYTE = 1024 * 1024;
/** A reader this far behind pauses whoever writes; one that is farther behind is cut off. */
const BEHIND_BYTES = MEBIBYTE;
const HOPELESS_BYTES = 4 * MEBIBYTE;
const CLOSING_MS = 5000;
const LOOK_AGAIN_MS = 50;

interface Plan {
  plan: string;
  features: Feature[];
}

/** One open socket and the actor at its other end. */
export class UserSocket {
  badFrames = 0;
  missedPongs = 0;
  /** What the other side was last told of the actor's plan. */
  plan: Plan = { plan: '', features: [] };
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

  send(frame: ServerFrame): void {
    if (!this.isOpen) return;
    if (this.bufferedBytes > HOPELESS_BYTES) return this.close(CLOSE.slowReader, 'slow_reader');
    messages.inc({ direction: 'out', type: frame.type });
    this.ws.send(JSON.stringify(frame));
  }

  /** Sends the plan if it is another one than the other side knows of. */
  tellPlan(plan: Plan): void {
    if (JSON.stringify(plan) === JSON.stringify(this.plan)) return;
    this.plan = plan;
    this.send({ type: 'plan', ...plan });
  }

  ping(): void {
    if (this.isOpen) this.ws.ping();
  }

  /** Resolves when the reader is not far behind, or is gone, or the writer stops. */
  async caughtUp(stop?: AbortSignal): Promise<void> {
    while (this.isOpen && this.isBehind && !stop?.aborted) await wait(LOOK_AGAIN_MS);
  }

  /** Says goodbye, and does not wait long for the other side to say it too. */
  close(code: number, reason: DisconnectReason): void {
    if (this.ws.readyState === WebSocket.CLOSED) return;
    this.closing ??= reason;
    this.ws.close(code);
    setTimeout(() => this.ws.terminate(), CLOSING_MS).unref();
  }

  terminate(reason: DisconnectReason): void {
    this.closing ??= reason;
    this.ws.terminate();
  }

  /** Remembers what `ws` itself closes the socket for. */
  failed(error: Error & { code?: string }): void {
    const violation = error.code?.startsWith('WS_ERR_') ? 'policy' : 'abnormal';
    this.closing ??= error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? 'too_big' : violation;
  }

  /** Why the socket has ended, given the code it ended with. */
  reasonFor(code: number): DisconnectReason {
    if (this.closing) return this.closing;
    if (code === 1001) return 'going_away';
    return code === CLOSE.normal || code === 1005 ? 'normal' : 'abnormal';
  }
}
