import { Injectable } from '@nestjs/common';
import { Entitlements } from '@app/billing';
import { ModelClient } from '@app/llm';
import type { Feature, TurnFrame } from '@app/protocol';
import { TurnsConfig } from '../turns.config.js';
import { ContentDenied, InvalidMessage, TooLong } from '../turns.errors.js';
import { hasUnusableCharacters, lengthOf } from './characters.js';

/** What the configuration and the plan allow a message to be, and which models may answer it. */
@Injectable()
export class Guardrails {
  constructor(
    private readonly config: TurnsConfig,
    private readonly entitlements: Entitlements,
    private readonly models: ModelClient,
  ) {}

  /** Throws unless this user may send this message. */
  async check(userId: string, { text, model }: Pick<TurnFrame, 'text' | 'model'>): Promise<void> {
    const { max_turn_chars, max_long_turn_chars, deny_patterns } = this.config.guardrails;
    if (hasUnusableCharacters(text))
      throw new InvalidMessage('The message contains control characters or broken ones.');
    if (text.trim() === '') throw new InvalidMessage('The message is empty.');
    const length = lengthOf(text);
    if (length > max_long_turn_chars) throw new TooLong(max_long_turn_chars);
    if (length > max_turn_chars) await this.entitlements.require(userId, 'long_turns');
    await this.requireModel(userId, model);
    if (deny_patterns.some((pattern) => pattern.test(text))) throw new ContentDenied();
  }

  private async requireModel(userId: string, name: string): Promise<void> {
    const model = this.models.find(name);
    if (!model) throw new InvalidMessage('There is no model with this name.');
    // TurnsConfig has seen to it that the settings name features that exist.
    if (model.feature) await this.entitlements.require(userId, model.feature as Feature);
  }
}
