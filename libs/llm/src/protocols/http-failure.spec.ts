import { LlmTimeout, LlmUnavailable } from '../llm.errors.js';
import { failureOf, failureOfStatus } from './http-failure.js';

const inSeconds = (value?: string) =>
  failureOfStatus(429, new Headers(value === undefined ? {} : { 'retry-after': value })).retryAfterSeconds;

describe('Retry-After', () => {
  it('may be seconds or a date', () => {
    expect(inSeconds('7')).toBe(7);
    const inAMinute = inSeconds(new Date(Date.now() + 60_000).toUTCString());
    expect(inAMinute).toBeGreaterThan(57);
    expect(inAMinute).toBeLessThanOrEqual(60);
  });

  it('is kept within reason', () => {
    expect(inSeconds('0')).toBe(1);
    expect(inSeconds('86400')).toBe(300);
    expect(inSeconds('Thu, 01 Jan 1970 00:00:00 GMT')).toBe(1);
    expect(inSeconds('Fri, 31 Dec 9999 23:59:59 GMT')).toBe(300);
  });

  it('is five seconds where nothing sensible is said', () => {
    for (const value of [undefined, '', 'soon']) expect(inSeconds(value)).toBe(5);
  });
});

it.each([
  [400, 'rejected'],
  [401, 'refused'],
  [403, 'refused'],
  [404, 'unknown_model'],
  [408, 'server_error'],
  [413, 'rejected'],
  [422, 'rejected'],
  [429, 'rate_limited'],
  [500, 'server_error'],
  [529, 'server_error'],
])('a %i is %s', (status, failure) => {
  expect(failureOfStatus(status)).toMatchObject({ failure, detail: `HTTP ${status}` });
});

describe('an error of a call', () => {
  it('is the failure that lies at its bottom', () => {
    for (const bottom of [new LlmTimeout('connect'), new LlmUnavailable('refused')])
      expect(failureOf(new Error('above', { cause: new Error('between', { cause: bottom }) }))).toBe(bottom);
  });

  it('is one of the connection if the system says so', () => {
    const reset = Object.assign(new Error('read'), { code: 'ECONNRESET' });
    expect(failureOf(new Error('above', { cause: reset }))).toMatchObject({
      failure: 'connection',
      detail: 'ECONNRESET',
    });
  });

  it('is else one of the answer', () => {
    for (const error of [new SyntaxError('no JSON'), Object.assign(new Error(), { code: 'a prompt' }), null, 'text'])
      expect(failureOf(error)).toMatchObject({ failure: 'bad_answer', detail: undefined });
  });
});
