import { configSection, optionalText, setting, type ConfigProblem } from '@app/platform';
import { z } from 'zod';
import { DenyPatterns } from './guardrails/deny-patterns.js';
import { ModelFeatures } from './guardrails/model-features.js';

const characters = (fallback: number) => z.coerce.number().int().min(1).max(60_000).default(fallback);

const Guardrails = z
  .strictObject({
    max_turn_chars: characters(4000),
    max_long_turn_chars: characters(16_000),
    deny_patterns: DenyPatterns,
  })
  .prefault({});

const Turns = z
  .strictObject({
    history_tokens: z.coerce.number().int().min(0).max(2_000_000).default(8000),
    system_prompt: optionalText,
  })
  .prefault({});

/** What a message may be: how long, what it may not contain, for which models. And what the model is told besides it. */
export class TurnsConfig extends configSection({
  guardrails: setting('guardrails', Guardrails, {
    '': '\\bpassword\\b',
    max_turn_chars: '4000',
    max_long_turn_chars: '16000',
  }),
  turns: setting('turns', Turns, 'turns: { history_tokens: 8000 }'),
  modelFeatures: setting('llm', ModelFeatures, 'premium_models'),
}) {
  static problems({ guardrails }: TurnsConfig): ConfigProblem[] {
    if (guardrails.max_long_turn_chars >= guardrails.max_turn_chars) return [];
    const reason = 'is less than guardrails.max_turn_chars';
    return [{ name: 'guardrails.max_long_turn_chars', reason, example: '16000' }];
  }
}
