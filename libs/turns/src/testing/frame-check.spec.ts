import { FrameCheck } from './frame-check.js';

const id = '7d1f3c9e-52a8-4b0e-9c46-0d7f4f1b2a63';
const check = new FrameCheck();

it('finds nothing wrong with what the protocol knows', () => {
  check.look({ type: 'ready', plan: 'free', features: ['turns'] });
  check.look({ type: 'error', id, code: 'busy', message: 'Wait.', requestId: id, more: [1] });
  expect(check.take()).toEqual([]);
});

it.each([
  ['an unknown type', { type: 'dleta', id, seq: 0, text: 'Hi' }],
  ['a field that the frame has not', { type: 'delta', id, seq: 0, text: 'Hi', at: 5 }],
  ['a field of another kind', { type: 'delta', id, seq: '0', text: 'Hi' }],
  ['no frame at all', null],
])('finds %s, once', (_, frame) => {
  check.look(frame);
  expect(check.take()).toHaveLength(1);
  expect(check.take()).toEqual([]);
});

it('takes a frame of a team’s own for what it is, but no other form of the product’s', () => {
  check.look({ type: 'rolled', id, result: 4 });
  check.expect('rolled');
  check.expect('done');
  expect(check.take()).toEqual([]);
  check.look({ type: 'done', score: 1 });
  expect(check.take()).toHaveLength(1);
});
