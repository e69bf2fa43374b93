import { Injectable } from '@nestjs/common';
import { Entitlements } from '@app/billing';
import type { TurnFrame } from '@app/protocol';
import { TurnsConfig } from '../turns.config.js';
import { ContentDenied, InvalidMessage, TooLong } from '../turns.errors.js';

/** What the configuration and the plan allow a message to be. */
@Injectable()
export class Guardrails {
  constructor(
    private readonly config: TurnsConfig,
    private readonly entitlements: Entitlements,
  ) {}

  /** Throws unless this user may send this message. */
  async check(userId: string, { text, model }: Pick<TurnFrame, 'text' | 'model'>): Promise<void> {
    const { max_turn_chars, max_long_turn_chars, deny_patterns } = this.config.guardrails;
    // Postgres stores neither, and nobody types them.
    if (text.includes('\0') || !text.isWellFormed())
      throw new InvalidMessage('The message contains unusable characters.');
    if (text.trim() === '') throw new InvalidMessage('The message is empty.');
    const length = [...text].length;
    if (length > max_long_turn_chars) throw new TooLong(max_long_turn_chars);
    if (length > max_turn_chars) await this.entitlements.require(userId, 'long_turns');
    if (model === 'premium') await this.entitlements.require(userId, 'premium_models');
    if (deny_patterns.some((pattern) => pattern.test(text))) throw new ContentDenied();
  }
}
