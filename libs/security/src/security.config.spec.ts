import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '@app/platform';
import { testConfig } from '@app/platform/testing';
import { SecurityConfig } from './security.config.js';

const load = (yaml: Record<string, unknown> = {}, environment: Record<string, string> = {}) =>
  testConfig([SecurityConfig], yaml, environment).get(SecurityConfig);

function problemsOf(yaml: Record<string, unknown>, environment: Record<string, string> = {}): string {
  try {
    load(yaml, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return '';
}

describe('the settings of rate limits', () => {
  it('are optional: memory, and limits that no page meets', () => {
    const { redisUrl, rateLimits } = load();
    expect(redisUrl).toBeUndefined();
    expect(rateLimits.store).toBe('memory');
    expect(rateLimits.per_address.read).toEqual({ points: 3000, seconds: 60 });
    expect(rateLimits.per_user.write).toEqual({ points: 300, seconds: 60 });
  });

  it('say how many in a second, a minute or an hour, or off', () => {
    const { per_address: address, per_user: user } = load({
      rate_limits: { per_address: { read: '10/second', auth: 'off' }, per_user: { write: '5/hour' } },
    }).rateLimits;
    expect(address).toMatchObject({ read: { points: 10, seconds: 1 }, write: { points: 600 }, auth: null });
    expect(user.write).toEqual({ points: 5, seconds: 3600 });
  });

  it.each(['0/minute', '10', '10/day', '-1/minute', '1e3/minute', '10 / minute', 'OFF', ''])('refuse %j', (read) => {
    expect(problemsOf({ rate_limits: { per_address: { read } } })).toContain(
      'rate_limits.per_address.read: is no rate (example: 600/minute, or off)',
    );
  });

  it('refuse what is not known', () => {
    expect(problemsOf({ rate_limits: { per_adress: {} } })).toContain('rate_limits: Unrecognized key: "per_adress"');
    expect(problemsOf({ rate_limits: { store: 'redis' } })).toContain('rate_limits.store:');
  });

  it.each([
    'redis://redis',
    'redis://:pass-of-this-test@127.0.0.1:6379/2',
    'rediss://user:a%40b@redis.example.com:6380',
  ])('take %s', (url) => expect(load({}, { REDIS_URL: url }).redisUrl).toBe(url));

  it.each(['redis', 'http://redis:6379', 'redis://', 'redis://:pa%zz@redis', 'redis://:pass-of-this-test@redis/zero'])(
    'refuse %s without repeating it',
    (url) => {
      const problem = problemsOf({}, { REDIS_URL: url });
      expect(problem).toMatch(/^ {2}REDIS_URL: .* \(example: redis:\/\/user:…@redis:6379\)$/m);
      expect(problem).not.toMatch(/pa%zz|pass-of/);
    },
  );

  it('read the address of Redis from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'redis-url-'));
    const file = join(folder, 'url');
    writeFileSync(file, 'redis://redis:6379\n');
    expect(load({}, { REDIS_URL_FILE: file }).redisUrl).toBe('redis://redis:6379');
    expect(problemsOf({}, { REDIS_URL_FILE: file, REDIS_URL: 'redis://other' })).toContain('REDIS_URL: set twice');
    rmSync(folder, { recursive: true });
  });
});
