import { Injectable, Logger } from '@nestjs/common';
import { ErrorReports, parseTraceparent, Span, toErrorFrame } from '@app/platform';
import { CLOSE, type ErrorFrame } from '@app/protocol';
import { RateLimits, type Limiter } from '@app/security';
import { BadFrame } from '../turns.errors.js';
import { messages } from '../turns.metrics.js';
import { FrameGate } from './frame-gate.js';
import { FrameHandlers } from './frame-handlers.js';
import type { UserSocket } from './user-socket.js';

const MOST_BAD_FRAMES = 3;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Takes one frame to its handler; whatever goes wrong on the way becomes one error frame. */
@Injectable()
export class FrameDispatcher {
  private readonly logger = new Logger('Frames');
  private readonly perUser: Limiter;

  constructor(
    private readonly handlers: FrameHandlers,
    private readonly gate: FrameGate,
    private readonly reports: ErrorReports,
    limits: RateLimits,
  ) {
    this.perUser = limits.limiter({ scope: 'websocket_messages', points: 30, seconds: 10 });
  }

  async dispatch(socket: UserSocket, data: Buffer, isBinary: boolean): Promise<void> {
    if (!socket.isOpen) return;
    socket.received();
    const message = isBinary ? undefined : parse(data);
    const parent = parseTraceparent(fieldOf(message, 'traceparent')) ?? socket.span;
    const attributes = { 'user.id': socket.actor.id };
    const span = new Span('frame', { kind: 'server', parent, requestId: socket.requestId, attributes });
    try {
      await span.run(() => this.answer(socket, message, span));
    } finally {
      span.end();
    }
  }

  private async answer(socket: UserSocket, message: unknown, span: Span): Promise<void> {
    let type = 'other';
    try {
      await this.perUser.take(socket.actor.id);
      const matched = this.handlers.match(message);
      type = matched.type;
      span.rename(type);
      await this.gate.pass(socket.actor, matched);
      await matched.call(socket);
    } catch (thrown) {
      socket.send(this.frameFor(thrown, socket.requestId, idOf(message)));
      if (thrown instanceof BadFrame) this.countBadFrame(socket);
    } finally {
      messages.inc({ direction: 'in', type });
    }
  }

  /** The last line of defence, when even the answer to a failure failed. */
  failed(error: unknown): void {
    this.logger.error(error instanceof Error ? error : String(error));
  }

  private frameFor(thrown: unknown, requestId: string, id?: string): ErrorFrame {
    try {
      return toErrorFrame(this.reports.report(thrown, 'websocket'), requestId, id);
    } catch (broken) {
      // Whoever waits for an answer gets one even if nobody could be told of the failure.
      this.failed(broken);
      const message = 'Something went wrong on our side.';
      return { type: 'error', ...(id ? { id } : {}), code: 'internal', message, requestId };
    }
  }

  private countBadFrame(socket: UserSocket): void {
    socket.badFrames += 1;
    if (socket.badFrames >= MOST_BAD_FRAMES) socket.close(CLOSE.policy, 'policy');
  }
}

function parse(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}

const fieldOf = (message: unknown, name: 'id' | 'traceparent') =>
  (message as Record<string, unknown> | null | undefined)?.[name];

/** The id that the sender will look for in the answer, if there is one. */
function idOf(message: unknown): string | undefined {
  const id = fieldOf(message, 'id');
  return typeof id === 'string' && UUID.test(id) ? id : undefined;
}
