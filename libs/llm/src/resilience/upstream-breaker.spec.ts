import { jest } from '@jest/globals';
import { LlmUnavailable } from '../llm.errors.js';
import { UpstreamBreaker } from './upstream-breaker.js';

const failure = new LlmUnavailable('server_error');
const settled = () => new Promise((later) => setImmediate(later));

let now: number;
beforeEach(() => {
  now = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

async function opened() {
  const states: number[] = [];
  const breaker = new UpstreamBreaker((state) => states.push(state));
  for (let n = 0; n < 10; n += 1) breaker.admit().settle(failure);
  await settled();
  return { breaker, states };
}

it('an open circuit refuses at once', async () => {
  const { breaker, states } = await opened();
  expect(() => breaker.admit()).toThrow(LlmUnavailable);
  expect(breaker.isClosed).toBe(false);
  expect(states).toEqual([2]);
});

it('after ten seconds a single call is tried, and closes the circuit with its first token', async () => {
  const { breaker, states } = await opened();
  now += 10_000;
  const trial = breaker.admit();
  expect(() => breaker.admit()).toThrow(LlmUnavailable);
  trial.answered();
  await settled();
  expect(() => breaker.admit()).not.toThrow();
  expect(states).toEqual([2, 1, 0]);
});

it('a trial that fails opens the circuit again', async () => {
  const { breaker, states } = await opened();
  now += 10_000;
  breaker.admit().settle(failure);
  await settled();
  expect(() => breaker.admit()).toThrow(LlmUnavailable);
  expect(states).toEqual([2, 1, 2]);
});

it('calls that were given up say nothing about the provider', async () => {
  const breaker = new UpstreamBreaker(() => undefined);
  for (let n = 0; n < 20; n += 1) breaker.admit().settle(new Error('cancelled'));
  await settled();
  expect(breaker.isClosed).toBe(true);
});
