import type { Entitlements } from '@app/billing';
import type { ModelClient, ModelInfo } from '@app/llm';
import { AppError } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { TurnsConfig } from '../turns.config.js';
import { Guardrails } from './guardrails.js';

const MODELS: ModelInfo[] = [
  { name: 'standard', label: 'Standard', providerModel: 'small' },
  { name: 'premium', label: 'Premium', providerModel: 'large', feature: 'premium_models' },
  { name: 'longer', label: 'Longer', providerModel: 'longer', feature: 'long_turns' },
];

/** The features that were asked for on the way, and the code with which it ended. */
async function checked(text: string, model = 'standard', guardrails: object = {}) {
  const required: string[] = [];
  const config = testConfig([TurnsConfig], {
    guardrails: { max_turn_chars: 10, max_long_turn_chars: 20, ...guardrails },
  });
  const entitlements = { require: (_: string, feature: string) => Promise.resolve(void required.push(feature)) };
  const models = { find: (name: string) => MODELS.find((each) => each.name === name) ?? null };
  const guard = new Guardrails(
    config.get(TurnsConfig),
    entitlements as unknown as Entitlements,
    models as unknown as ModelClient,
  );
  const end = await guard.check('user', { text, model }).then(
    () => 'passed',
    (error: AppError) => error.code,
  );
  return [end, ...required];
}

describe('I5 a message with characters that belong into no text is refused', () => {
  const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).concat('\x7f');
  const spaces = ['\t', '\n', '\v', '\f', '\r'];

  it.each(controls.filter((character) => !spaces.includes(character)))('%j', async (character) => {
    for (const text of [character, `a${character}`, `a${character}b`])
      expect(await checked(text)).toEqual(['invalid_message']);
  });

  it.each(['\ud83d', 'a\ude00', '\ude00\ud83d', 'a\ud83d b'])('half a character: %j', async (text) => {
    expect(await checked(text)).toEqual(['invalid_message']);
  });

  it.each([...spaces.map((space) => `a${space}b`), '👩‍👩‍👧', 'א\u200fב', 'a\u202eb', 'نام\u200cه', '\ufeffa', 'a\u0085b'])(
    'but not %j',
    async (text) => {
      expect(await checked(text)).toEqual(['passed']);
    },
  );
});

describe('a message', () => {
  it.each([
    ['', 'invalid_message'],
    [' \n\t', 'invalid_message'],
    ['x'.repeat(10), 'passed'],
    ['😀'.repeat(10), 'passed'],
    ['x'.repeat(11), 'passed', 'long_turns'],
    ['😀'.repeat(20), 'passed', 'long_turns'],
    ['x'.repeat(21), 'too_long'],
  ])('%j counts by its code points', async (text, ...outcome) => {
    expect(await checked(text)).toEqual(outcome);
  });

  it('that matches a deny pattern is refused, in whatever case', async () => {
    const guardrails = { deny_patterns: ['\\bpassword\\b'] };
    expect(await checked('PassWord?', 'standard', guardrails)).toEqual(['content_denied']);
    expect(await checked('passwords', 'standard', guardrails)).toEqual(['passed']);
  });
});

describe('G5 a model', () => {
  it.each([
    ['standard', 'passed'],
    ['premium', 'passed', 'premium_models'],
    ['longer', 'passed', 'long_turns'],
    ['unheard-of', 'invalid_message'],
  ])('%s asks for the feature that its settings name', async (model, ...outcome) => {
    expect(await checked('Hi', model)).toEqual(outcome);
  });
});
