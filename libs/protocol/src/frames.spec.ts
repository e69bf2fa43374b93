import { ServerFrame } from './index.js';

const id = '7d1f3c9e-52a8-4b0e-9c46-0d7f4f1b2a63';

describe('a frame of the server', () => {
  it.each([
    ['a type that there is not', { type: 'drainin' }],
    ['a field that it has not', { type: 'delta', id, seq: 0, text: 'Hi', at: 1 }],
    ['a field too few', { type: 'done', id, conversationId: id, model: 'small' }],
    [
      'tokens that cannot be',
      { type: 'done', id, conversationId: id, model: 'small', usage: { inputTokens: -1, outputTokens: 1 } },
    ],
    ['a feature that there is not', { type: 'plan', plan: 'pro', features: ['wings'] }],
    ['a number that no delta has', { type: 'delta', id, seq: -1, text: 'Hi' }],
    ['no text', { type: 'delta', id, seq: 0, text: '' }],
    ['a request id with a line break', { type: 'error', code: 'busy', message: 'Wait.', requestId: 'abcdefgh\n1' }],
  ])('with %s is none', (_, frame) => {
    expect(ServerFrame.safeParse(frame).success).toBe(false);
  });

  it('may say more about an error', () => {
    const frame = { type: 'error', id, code: 'role_required', message: 'Not you.', requestId: id, role: 'admin' };
    expect(ServerFrame.parse(frame)).toEqual(frame);
  });
});
