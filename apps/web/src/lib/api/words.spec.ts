import { globSync, readFileSync } from 'node:fs';
import { overwriteGetLocale } from '#messages/runtime';
import { m } from '#messages';
import { ApiError } from './errors.js';
import { explain, explainFrame } from './words.js';

/** Codes that only Stripe, a program or a sign-in that came back meets; the last has words of its own. */
const NOBODY_READS = ['invalid_signature', 'livemode_mismatch', 'unsupported_media_type', 'link_required'];

/** Every code that the API gives to people, from where it stands. */
const codes = globSync('libs/*/src/**/*.errors.ts')
  .concat('libs/platform/src/errors/app-error.ts', 'libs/turns/src/turn/turn-leases.ts')
  .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bcode = '([a-z_]+)'/g)].map(([, code]) => code!))
  .filter((code) => !NOBODY_READS.includes(code));

const explainCode = (code: string, more = {}) => explain(new ApiError(400, { code, ...more }, 'req-12345678'));
afterEach(() => overwriteGetLocale(() => 'en'));

describe('what went wrong is told in plain words', () => {
  it('finds the codes', () => {
    expect(codes.length).toBeGreaterThan(25);
  });

  it.each([...new Set(codes)])('for %s, with what to do next, in every language', (code) => {
    const told = (['en', 'de'] as const).map((locale) => {
      overwriteGetLocale(() => locale);
      const { title, next } = explainCode(code);
      expect(title).not.toBe(m.error_unknown());
      expect(next).not.toBe('');
      return title;
    });
    expect(told[0]).not.toBe(told[1]);
  });

  it('with the request’s id, which the log knows', () => {
    expect(explainCode('email_taken').requestId).toBe('req-12345678');
    expect(explain(new ApiError(400, { code: 'email_taken', requestId: 'of-the-body' })).requestId).toBe('of-the-body');
  });

  it('with the API’s own words for a code that is new, where the reader knows its language', () => {
    const detail = 'The moon is full.';
    expect(explainCode('moon_full', { detail }).title).toBe(detail);
    overwriteGetLocale(() => 'de');
    expect(explainCode('moon_full', { detail }).title).toBe(m.error_unknown());
  });

  it('with how long to wait, where the API says so', () => {
    expect(explainCode('rate_limited', { retryAfterSeconds: 900 }).next).toContain('in 15 minutes');
    expect(explainCode('unavailable', { retryAfterSeconds: 5 }).next).toContain('in 5 seconds');
    expect(explainCode('rate_limited').next).toBe(m.error_rate_limited_next());
  });

  it('with the way to a plan that allows it', () => {
    expect(explainCode('plan_required', { feature: 'premium_models' })).toMatchObject({
      title: m.error_premium_models(),
      upgrade: true,
    });
    expect(explainCode('plan_required', { feature: 'of_an_extension' }).title).toBe(m.error_plan_required());
    const frame = { type: 'error' as const, code: 'quota_exceeded', message: 'x', quota: 'turns_per_day' };
    expect(explainFrame({ ...frame, resetsAt: '2099-01-01T00:00:00Z' })).toMatchObject({ upgrade: true });
  });

  it('with the other ways that may help', () => {
    expect(explainCode('sign_in_too_old').signInAgain).toBe(true);
    expect(explainCode('payment_failed').payAnotherWay).toBe(true);
  });

  it('even for what is no answer of the API', () => {
    expect(explain(new TypeError('x is undefined')).title).toBe(m.error_unknown());
    expect(explain(new ApiError(0, {})).title).toBe(m.error_network());
    expect(explain(new ApiError(502, { code: 'not_json' })).title).toBe(m.error_unknown());
  });
});
