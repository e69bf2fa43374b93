import { ConfigurationError } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { TurnsConfig } from './turns.config.js';

function problemsOf(guardrails: object): string[] {
  try {
    testConfig([TurnsConfig], { guardrails });
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems.map(({ name, reason }) => `${name} ${reason}`);
  }
}

it('the limits have defaults', () => {
  expect(testConfig([TurnsConfig], {}).get(TurnsConfig).guardrails).toEqual({
    max_turn_chars: 4000,
    max_long_turn_chars: 16_000,
    deny_patterns: [],
  });
});

it('a deny pattern must be a regular expression', () => {
  expect(problemsOf({ deny_patterns: ['fine', '(broken'] })).toEqual([
    'guardrails.deny_patterns.1 is not a regular expression',
  ]);
});

it('long turns must not be shorter than others', () => {
  expect(problemsOf({ max_turn_chars: 100, max_long_turn_chars: 99 })).toEqual([
    'guardrails.max_long_turn_chars is less than guardrails.max_turn_chars',
  ]);
});
