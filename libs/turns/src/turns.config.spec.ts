import { ConfigurationError } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { TurnsConfig } from './turns.config.js';

function problemsOf(guardrails: object, llm?: unknown): string[] {
  try {
    testConfig([TurnsConfig], { guardrails, llm });
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

it('a deny pattern must not take catastrophically long, and is named by its index alone', () => {
  expect(problemsOf({ deny_patterns: ['fine', '(hush+)+$'] })).toEqual([
    'guardrails.deny_patterns.1 can take catastrophically long on some texts, or is too complex to tell',
  ]);
});

describe('the features of models', () => {
  it('must be ones that plans can have', () => {
    const models = {
      standard: { model: 'small' },
      premium: { feature: 'premium_models' },
      none: { feature: '' },
      misspelt: { feature: 'premium_model' },
      odd: { feature: 3 },
    };
    expect(problemsOf({}, { models })).toEqual([
      'llm.models.misspelt.feature is none of the features: turns, long_turns, premium_models',
      'llm.models.odd.feature is none of the features: turns, long_turns, premium_models',
    ]);
  });

  it.each([undefined, null, 'llm', [], { models: null }, { models: [] }, { models: { standard: 'small' } }])(
    'are not the trouble of %j',
    (llm) => {
      expect(problemsOf({}, llm)).toEqual([]);
    },
  );
});
