import { Injectable } from '@nestjs/common';
import { LlmConfig } from '@app/llm';
import { ErrorReports, NotFound, toErrorFrame } from '@app/platform';
import { setTimeout as wait } from 'node:timers/promises';
import type { UserSocket } from '../socket/user-socket.js';
import { Busy, FailedElsewhere, InvalidMessage } from '../turns.errors.js';
import { RunningTurns } from './running-turns.js';
import type { Turn } from './turn.entity.js';
import { TurnStore } from './turn.store.js';

const LOOK_AGAIN_MS = 500;

/** Answers a turn id that was seen before with what there is of it, for nothing. */
@Injectable()
export class TurnReplay {
  private readonly followMs: number;

  constructor(
    private readonly store: TurnStore,
    private readonly running: RunningTurns,
    private readonly reports: ErrorReports,
    { llm }: LlmConfig,
  ) {
    this.followMs = llm.timeouts.totalMs;
  }

  /** Whether the id was answered; if not, the turn is new or has failed, and is to be run. */
  async answer(id: string, socket: UserSocket): Promise<boolean> {
    const stored = await this.store.find(id);
    if (stored && stored.userId !== socket.actor.id) throw new InvalidMessage('This turn id cannot be used.');
    const turn = this.running.find(id, socket.actor.id);
    if (turn) this.running.attach(turn, socket);
    else if (!stored || stored.status === 'failed') return false;
    else if (stored.status === 'running') this.followElsewhere(stored, socket);
    else {
      await this.sendFrom(0, stored, socket);
      this.finish(stored, socket);
    }
    return true;
  }

  /** Another instance runs it. Following takes its time, and this socket's next frames should not wait for it. */
  private followElsewhere(stored: Turn, socket: UserSocket): void {
    if (socket.following === stored.id) return;
    this.running.requireIdle(socket);
    socket.following = stored.id;
    void this.follow(stored, socket).finally(() => (socket.following = undefined));
  }

  private async follow(stored: Turn, socket: UserSocket): Promise<void> {
    const { id } = stored;
    const end = performance.now() + this.followMs;
    try {
      let seq = 0;
      for (let now: Turn | null = stored; ; now = await this.store.find(id)) {
        if (!now) throw new NotFound('The conversation was deleted.');
        seq = await this.sendFrom(seq, now, socket);
        if (now.status !== 'running') return this.finish(now, socket);
        if (performance.now() > end) throw new Busy();
        await wait(LOOK_AGAIN_MS, undefined, { ref: false });
        if (!socket.isOpen) return;
      }
    } catch (thrown) {
      socket.send(toErrorFrame(this.reports.report(thrown, 'websocket'), socket.requestId, id));
    }
  }

  /** Sends the deltas from `seq` on; returns the next one's number. */
  private async sendFrom(seq: number, stored: Turn, socket: UserSocket): Promise<number> {
    const deltas = stored.deltas();
    for (; seq < deltas.length; seq += 1) {
      socket.send({ type: 'delta', id: stored.id, seq, text: deltas[seq]! });
      await socket.caughtUp();
    }
    return seq;
  }

  private finish(stored: Turn, socket: UserSocket): void {
    const { id, conversationId, model, status, errorCode } = stored;
    if (status === 'failed') throw new FailedElsewhere(errorCode ?? 'internal');
    const cancelled = status === 'cancelled' ? { cancelled: true as const } : {};
    socket.send({ type: 'done', id, conversationId, model, usage: stored.usage(), ...cancelled });
  }
}
