import { Injectable, Logger } from '@nestjs/common';
import { QuotaExceeded } from '@app/billing';
import { LlmTimeout, LlmUnavailable } from '@app/llm';
import { currentSpan, ErrorReports, logEvent } from '@app/platform';
import type { Usage } from '@app/protocol';
import { Interrupted } from '../turns.errors.js';
import { turnDuration, type TurnOutcome } from '../turns.metrics.js';
import type { RunningTurn } from './running-turn.js';
import { RunningTurns } from './running-turns.js';
import { TurnAdmission } from './turn-admission.js';
import { TurnRelay } from './turn-relay.js';
import type { Turn } from './turn.entity.js';
import { TurnStore } from './turn.store.js';

/** Brings one stored turn from the model to its readers and to its end, whatever that is. */
@Injectable()
export class TurnRunner {
  private readonly logger = new Logger('Turns');

  constructor(
    private readonly relay: TurnRelay,
    private readonly store: TurnStore,
    private readonly running: RunningTurns,
    private readonly admission: TurnAdmission,
    private readonly reports: ErrorReports,
  ) {}

  /** Never rejects: what goes wrong becomes the turn's end. */
  async run(turn: RunningTurn, stored: Turn, model: string): Promise<void> {
    const usage: Usage = { inputTokens: null, outputTokens: null };
    let outcome: TurnOutcome;
    try {
      await this.relay.relay(turn, stored, model, usage);
      const isOurs = await this.store.end(stored, { status: 'completed', deltas: turn.deltas, usage });
      if (!isOurs) throw new Interrupted();
      this.running.close(turn);
      turn.finish({ type: 'done', id: turn.id, conversationId: stored.conversationId, model: stored.model, usage });
      outcome = 'completed';
    } catch (thrown) {
      outcome = await (turn.isCancelled
        ? this.endCancelled(turn, stored, usage)
        : this.endFailed(turn, stored, usage, thrown));
    }
    turnDuration.observe({ outcome }, turn.seconds());
    this.tell(turn, stored, outcome, usage);
  }

  /** Ends a turn that was not let in: nothing was stored, and nothing is owed. */
  refuse(turn: RunningTurn, thrown: unknown): void {
    const error = this.reports.report(thrown, 'websocket');
    this.running.close(turn);
    turn.fail(error);
    if (thrown instanceof QuotaExceeded) turnDuration.observe({ outcome: 'quota' }, turn.seconds());
    logEvent('turn.refused', { 'user.id': turn.userId, turn: turn.id, 'error.type': error.code });
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

  /** One line and the span's attributes; of what was said there is nothing in either. */
  private tell(turn: RunningTurn, stored: Turn, outcome: TurnOutcome, { inputTokens, outputTokens }: Usage): void {
    const span = currentSpan();
    span?.set({ 'turnpike.turn.id': turn.id, 'turnpike.turn.outcome': outcome });
    const fields = {
      'user.id': turn.userId,
      turn: turn.id,
      conversation: stored.conversationId,
      model: stored.model,
      duration_ms: Math.round(turn.seconds() * 1000),
      input_tokens: inputTokens ?? undefined,
      output_tokens: outputTokens ?? undefined,
    };
    if (outcome === 'completed') logEvent('turn.completed', fields);
    else if (outcome === 'cancelled') logEvent('turn.cancelled', fields);
    else logEvent('turn.failed', { ...fields, outcome, 'error.type': span?.errorType });
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
