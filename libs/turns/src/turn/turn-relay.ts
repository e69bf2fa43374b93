import { Injectable } from '@nestjs/common';
import { ModelClient } from '@app/llm';
import { ErrorReports } from '@app/platform';
import type { Usage } from '@app/protocol';
import { History } from '../conversation/history.js';
import { timeToFirstToken } from '../turns.metrics.js';
import { AnswerKeeper } from './answer-keeper.js';
import type { RunningTurn } from './running-turn.js';
import { TurnAdmission } from './turn-admission.js';
import type { Turn } from './turn.entity.js';
import { TurnStore } from './turn.store.js';

/** Brings an answer from the model to whoever watches the turn, as it comes. */
@Injectable()
export class TurnRelay {
  constructor(
    private readonly model: ModelClient,
    private readonly store: TurnStore,
    private readonly history: History,
    private readonly admission: TurnAdmission,
    private readonly reports: ErrorReports,
  ) {}

  /**
   * Resolves when the model has said all; rejects with its failure, or with why the turn was stopped. What the provider
   * reports goes into `usage`, and which model answered into `stored`, however it ends.
   */
  async relay(turn: RunningTurn, stored: Turn, model: string, usage: Usage): Promise<void> {
    const messages = await this.history.messagesFor(stored);
    const keeper = new AnswerKeeper(() => this.inBackground(this.store.keep(stored, turn.deltas)));
    try {
      for await (const chunk of this.model.stream({ model, messages, signal: turn.signal })) {
        if ('usage' in chunk) Object.assign(usage, chunk.usage);
        else if ('model' in chunk) stored.model = chunk.model;
        else this.append(turn, stored, chunk.text, keeper);
        if (turn.hasReadersBehind) await turn.readersCaughtUp();
      }
    } finally {
      keeper.stop();
    }
    turn.signal.throwIfAborted();
  }

  private append(turn: RunningTurn, stored: Turn, piece: string, keeper: AnswerKeeper): void {
    // Postgres cannot store it, and no answer needs it.
    const text = piece.replaceAll('\0', '');
    if (!text) return;
    if (turn.deltas.length === 0) {
      timeToFirstToken.observe({}, turn.seconds());
      // Nobody waits for it. If it fails and we die before the end, the turn was a present.
      this.inBackground(this.admission.settle(stored));
    }
    turn.append(text);
    keeper.grown();
  }

  private inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.reports.report(error, 'job'));
  }
}
