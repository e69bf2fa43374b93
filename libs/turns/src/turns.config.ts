import { configSection, setting, type ConfigProblem } from '@app/platform';
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

/** What a message may be: how long, and what it may not contain. */
export class TurnsConfig extends configSection({ guardrails: setting('guardrails', Guardrails, '\\bpassword\\b') }) {
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
