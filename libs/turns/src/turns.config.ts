import { configSection, optionalText, setting, type ConfigProblem } from '@app/platform';
import { z } from 'zod';

const characters = (fallback: number) => z.coerce.number().int().min(1).max(60_000).default(fallback);

const Guardrails = z
  .strictObject({
    max_turn_chars: characters(4000),
    max_long_turn_chars: characters(16_000),
    deny_patterns: z
      .array(
        z
          .string()
          .min(1)
          .refine(compiles, 'is not a regular expression')
          .transform((source) => new RegExp(source, 'i')),
      )
      .default([]),
  })
  .prefault({});

const Turns = z
  .strictObject({
    history_tokens: z.coerce.number().int().min(0).max(2_000_000).default(8000),
    system_prompt: optionalText,
  })
  .prefault({});

/** What a message may be: how long, and what it may not contain. And what the model is told besides it. */
export class TurnsConfig extends configSection({
  guardrails: setting('guardrails', Guardrails, '\\bpassword\\b'),
  turns: setting('turns', Turns, 'turns: { history_tokens: 8000 }'),
}) {
  static problems({ guardrails }: TurnsConfig): ConfigProblem[] {
    if (guardrails.max_long_turn_chars >= guardrails.max_turn_chars) return [];
    const reason = 'is less than guardrails.max_turn_chars';
    return [{ name: 'guardrails.max_long_turn_chars', reason, example: '16000' }];
  }
}

function compiles(source: string): boolean {
  try {
    new RegExp(source, 'i');
    return true;
  } catch {
    return false;
  }
}
