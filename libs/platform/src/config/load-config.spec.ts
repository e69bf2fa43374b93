import { ConfigurationError } from './config-problem.js';
import { configSection, setting, variable } from './config-section.js';
import { optionalText, PlatformConfig } from './platform.config.js';
import { secret, secretList } from './secret.js';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { testConfig } from '@app/platform/testing';

const database = { DATABASE_URL: 'postgres://turnpike@127.0.0.1/turnpike' };

class Keys extends configSection({
  key: variable('API_KEY', secret(8), 'k_live_…'),
  rotated: variable('ROTATED', secretList(4).optional()),
  llm: setting('llm', z.object({ url: z.url(), model: optionalText }), 'llm: { url: … }'),
}) {}

const yaml = { llm: { url: '${LLM_URL}', model: '${LLM_MODEL}' } };

function problemsOf(environment: Record<string, string>): string {
  try {
    testConfig([Keys], yaml, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return '';
}

describe('the configuration', () => {
  it('gives a library its slice, typed, frozen, from the file and the environment', () => {
    const config = testConfig([Keys], yaml, {
      API_KEY: 'k_12345678',
      ROTATED: 'aaaab, bbbba',
      LLM_URL: 'http://llm',
    }).get(Keys);
    expect(config.key).toBe('k_12345678');
    expect(config.rotated).toEqual(['aaaab', 'bbbba']);
    expect(config.llm).toEqual({ url: 'http://llm', model: undefined });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('names every problem at once, by the name an operator knows, and never the value', () => {
    const report = problemsOf({ API_KEY: 'k_12', LLM_URL: 'not-a-url' });
    expect(report).toContain('API_KEY: is shorter than 8 bytes (example: k_live_…)');
    expect(report).toContain('LLM_URL: Invalid URL');
    expect(report).not.toContain('k_12');
    expect(report).not.toContain('not-a-url');
  });

  it('does not call a wrong value missing, nor fail on one that is no URL', () => {
    const wrong = { ...database, PORT: 'hundred', PUBLIC_URL: 'nowhere' };
    const load = () => testConfig([PlatformConfig], {}, wrong);
    expect(load).toThrow('PUBLIC_URL: is not an http or https URL');
    expect(load).toThrow('PORT: Invalid input');
    expect(load).not.toThrow('is missing');
  });

  it('calls a missing secret missing', () => {
    expect(problemsOf({ LLM_URL: 'http://llm' })).toContain('API_KEY: is missing');
  });

  it('refuses example values', () => {
    expect(problemsOf({ API_KEY: 'changeme-please', LLM_URL: 'http://llm' })).toContain('API_KEY: is an example value');
  });

  it('reads a secret from the file that its _FILE form names', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'secret-')), 'key');
    writeFileSync(file, 'k_from_file\n');
    const config = testConfig([Keys], yaml, { API_KEY_FILE: file, LLM_URL: 'http://llm' }).get(Keys);
    expect(config.key).toBe('k_from_file');
    expect(problemsOf({ API_KEY: 'k_12345678', API_KEY_FILE: file, LLM_URL: 'http://llm' })).toContain(
      'API_KEY: set twice',
    );
    expect(problemsOf({ API_KEY_FILE: '/nowhere', LLM_URL: 'http://llm' })).toContain('API_KEY_FILE: names a file');
  });
});

describe('the platform settings', () => {
  it('has defaults for development: loopback, port 8000, the matching public URL', () => {
    const { port, host, publicUrl, tier } = testConfig([PlatformConfig], {}, database).get(PlatformConfig);
    expect({ port, host, publicUrl, tier }).toEqual({
      port: 8000,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:8000',
      tier: 'advanced',
    });
  });

  it('listens on every address in production, and wants https there', () => {
    const production = { ...database, NODE_ENV: 'production' };
    const sound = testConfig([PlatformConfig], {}, { ...production, PUBLIC_URL: 'https://app.example.com/' }).get(
      PlatformConfig,
    );
    expect(sound.host).toBe('0.0.0.0');
    expect(sound.publicUrl).toBe('https://app.example.com');
    const plain = { ...production, PUBLIC_URL: 'http://app.example.com' };
    expect(() => testConfig([PlatformConfig], {}, plain)).toThrow('PUBLIC_URL: must be https');
    expect(() => testConfig([PlatformConfig], {}, { ...plain, ALLOW_TEST_ENDPOINTS: '1' })).not.toThrow();
  });
});
