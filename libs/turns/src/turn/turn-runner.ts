import { Injectable, Logger } from '@nestjs/common';
import { QuotaExceeded } from '@app/billing';
import { LlmTimeout, LlmUnavailable, ModelClient } from '@app/llm';
import { ErrorReports } from '@app/platform';
import type { Usage } from '@app/protocol';
import { History } from '../conversation/history.js';
import { FailedElsewhere } from '../turns.errors.js';
import { timeToFirstToken, turnDuration, type TurnOutcome } from '../turns.metrics.js';
import type { RunningTurn } from './running-turn.js';
import { RunningTurns } from './running-turns.js';
import { TurnAdmission } from './turn-admission.js';
import type { Turn } from './turn.entity.js';
import { TurnStore } from './turn.store.js';

/** What there is of an answer is kept this often while it grows. */
const KEEP_EVERY_MS = 2000;

/** Brings one stored turn from the model to its readers and to its end, whatever that is. */
@Injectable()
export class TurnRunner {
  private readonly logger = new Logger('Turns');

  constructor(
    private readonly model: ModelClient,
    private readonly store: TurnStore,
    private readonly history: History,
    private readonly running: RunningTurns,
    private readonly admission: TurnAdmission,
    private readonly reports: ErrorReports,
  ) {}

  /** Never rejects: what goes wrong becomes the turn's end. */
  async run(turn: RunningTurn, stored: Turn, model: string): Promise<void> {
    const usage: Usage = { inputTokens: null, outputTokens: null };
    let outcome: TurnOutcome;
    try {
      await this.relay(turn, stored, model, usage);
      const isOurs = await this.store.end(stored, { status: 'completed', deltas: turn.deltas, usage });
      if (!isOurs) throw new FailedElsewhere('interrupted');
      this.running.close(turn);
      turn.finish({ type: 'done', id: turn.id, conversationId: stored.conversationId, model: stored.model, usage });
      outcome = 'completed';
    } catch (thrown) {
      outcome = await (turn.isCancelled
        ? this.endCancelled(turn, stored, usage)
        : this.endFailed(turn, stored, usage, thrown));
    }
    turnDuration.observe({ outcome }, secondsSince(turn.startedAt));
  }

  /** Ends a turn that was not let in: nothing was stored, and nothing is owed. */
  refuse(turn: RunningTurn, thrown: unknown): void {
    const error = this.reports.report(thrown, 'websocket');
    this.running.close(turn);
    turn.fail(error);
    if (thrown instanceof QuotaExceeded) turnDuration.observe({ outcome: 'quota' }, secondsSince(turn.startedAt));
  }

  private async relay(turn: RunningTurn, stored: Turn, model: string, usage: Usage): Promise<void> {
    const messages = await this.history.messagesFor(stored);
    let keptAt = performance.now();
    for await (const chunk of this.model.stream({ model, messages, signal: turn.signal })) {
      if ('usage' in chunk) Object.assign(usage, chunk.usage);
      else if ('model' in chunk) stored.model = chunk.model;
      else this.append(turn, stored, chunk.text);
      if (performance.now() - keptAt > KEEP_EVERY_MS) {
        keptAt = performance.now();
        this.store.keep(stored, turn.deltas).catch((error: unknown) => this.reports.report(error, 'job'));
      }
      await turn.readersCaughtUp();
    }
    turn.signal.throwIfAborted();
  }

  private append(turn: RunningTurn, stored: Turn, piece: string): void {
    // Postgres cannot store it, and no answer needs it.
    const text = piece.replaceAll('\0', '');
    if (!text) return;
    if (turn.deltas.length === 0) this.noteFirstToken(turn, stored);
    turn.append(text);
  }

  private noteFirstToken(turn: RunningTurn, stored: Turn): void {
    timeToFirstToken.observe({}, secondsSince(turn.startedAt));
    // Nobody waits for it. If it fails and we die before the end, the turn was a present.
    this.admission.settle(stored).catch((error: unknown) => this.reports.report(error, 'job'));
  }

  private async endCancelled(turn: RunningTurn, stored: Turn, usage: Usage): Promise<TurnOutcome> {
    await this.settle(turn, stored, () => this.store.end(stored, { status: 'cancelled', deltas: turn.deltas, usage }));
    const { conversationId, model } = stored;
    turn.finish({ type: 'done', id: turn.id, conversationId, model, usage, cancelled: true });
    return 'cancelled';
  }

  private async endFailed(turn: RunningTurn, stored: Turn, usage: Usage, thrown: unknown): Promise<TurnOutcome> {
    const error = this.reports.report(thrown, 'websocket');
    const end = { status: 'failed' as const, deltas: turn.deltas, usage, errorCode: error.code };
    await this.settle(turn, stored, () => this.store.end(stored, end));
    turn.fail(error);
    if (thrown instanceof LlmTimeout) return 'timeout';
    return thrown instanceof LlmUnavailable ? 'llm_error' : 'error';
  }

  /** A turn that ends before its first token costs nothing. What cannot be written now is put right by the recovery. */
  private async settle(turn: RunningTurn, stored: Turn, write: () => Promise<unknown>): Promise<void> {
    try {
      if (turn.deltas.length === 0) await this.admission.refund(stored);
      await write();
    } catch (error) {
      this.logger.warn(`The end of a turn was not stored: ${this.reports.report(error, 'job').code}`);
    } finally {
      this.running.close(turn);
    }
  }
}

const secondsSince = (from: number) => (performance.now() - from) / 1000;
