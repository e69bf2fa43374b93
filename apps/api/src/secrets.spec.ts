import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '@app/platform';
import { TEST_ENVIRONMENT } from '../test/support/test-app.js';
import { loadTier } from './tiers.js';

type Environment = Record<string, string | undefined>;

/** What an operator is told of: every variable, with the example that stands beside it. */
const documented = new Map(
  [...readFileSync('.env.example', 'utf8').matchAll(/^#([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name, value]) => [
    name!,
    value!,
  ]),
);
const hasPassword = (url: string) => Boolean(URL.parse(url)?.password);
const isSecret = (name: string, value = '') => /SECRET|KEY|TOKEN|PASSWORD/.test(name) || hasPassword(value);
const SECRETS = [...documented].filter(([name, value]) => isSecret(name, value)).map(([name]) => name);

/** A good value of each; a secret that has none here fails the tests, as it would be new. */
const GOOD: Record<string, string> = {
  DATABASE_URL: 'postgres://turnpike:pass-of-this-test@127.0.0.1:5432/turnpike',
  GITHUB_CLIENT_SECRET: 'b1946ac92492d2347c6235b4d2611184',
  GOOGLE_CLIENT_SECRET: 'GOCSPX-b1946ac92492',
  JWT_SECRET: 'b1946ac92492d2347c6235b4d2611184',
  LLM_API_KEY: 'sk-proj-b1946ac92492d2347c62',
  METRICS_TOKEN: 'b1946ac92492d234',
  REDIS_URL: 'redis://:pass-of-this-test@127.0.0.1:6379',
  SMTP_URL: 'smtps://user:pass-of-this-test@mail.example.com',
  STRIPE_SECRET_KEY: 'sk_live_b19-46ac-9249',
  STRIPE_WEBHOOK_SECRET: 'whsec_ofthistestonly',
};
const SOUND = { ...TEST_ENVIRONMENT, ...GOOD, GITHUB_CLIENT_ID: 'github-client' };

/** The problems, as name and the rest of the line. */
function problemsOf(environment: Environment): Map<string, string> {
  try {
    loadTier({ ...SOUND, ...environment });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return new Map(error.problems.map(({ name, reason }) => [name, reason]));
  }
  return new Map();
}

const withPassword = (name: string, password: string) => {
  const url = new URL(GOOD[name]!);
  url.password = password;
  return url.href;
};
/** What stands in examples. */
const PLACEHOLDERS = [
  'changeme',
  'change-me-please-change-me-please',
  'your-secret-here-your-secret-here',
  '<secret>',
  'x'.repeat(40),
];
const examplesOf = (name: string) =>
  hasPassword(GOOD[name]!) ? PLACEHOLDERS.map((each) => withPassword(name, each)) : PLACEHOLDERS;

/** Those that others give out are only in production looked at as closely as our own: stand-ins take any. */
const ISSUED: Record<string, string> = {
  GITHUB_CLIENT_SECRET: 'oauth_providers.github.client_secret',
  GOOGLE_CLIENT_SECRET: 'oauth_providers.google.client_secret',
  LLM_API_KEY: 'LLM_API_KEY',
};
const PRODUCTION = { NODE_ENV: 'production', STRIPE_API_BASE: undefined, LLM_BASE_URL: 'https://api.openai.com/v1' };

describe('L5: every secret', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'secrets-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (content: string) => {
    const path = join(folder, 'secret');
    writeFileSync(path, `${content}\n`);
    return path;
  };

  it('is known to these tests, and documented if the program reads it', () => {
    expect(SECRETS.sort()).toEqual(Object.keys(GOOD).sort());
    const read = new Set<string>();
    loadTier(new Proxy<Environment>(SOUND, { get: (all, name: string) => (read.add(name), all[name]) }));
    const secrets = [...read].filter((name) => !name.endsWith('_FILE') && isSecret(name));
    expect(secrets.filter((name) => !documented.has(name))).toEqual([]);
    expect(problemsOf({})).toEqual(new Map());
  });

  it.each(SECRETS)('%s can be given as a file, and not twice', (name) => {
    const asFile = { [`${name}_FILE`]: file(GOOD[name]!) };
    expect(problemsOf({ ...asFile, [name]: undefined })).toEqual(new Map());
    expect(loadTier({ ...SOUND, ...asFile, [name]: undefined }).secrets).toEqual(loadTier(SOUND).secrets);
    expect(problemsOf(asFile).get(name)).toMatch(/^set twice/);
    expect(problemsOf({ [`${name}_FILE`]: '/nowhere', [name]: undefined }).has(`${name}_FILE`)).toBe(true);
  });

  it.each(SECRETS)('%s is refused as an example, by its name and without its value', (name) => {
    for (const value of [...examplesOf(name), documented.get(name)!].filter(Boolean)) {
      const problems = problemsOf({ [name]: value });
      expect([value, [...problems.keys()]]).toEqual([value, [name]]);
      expect([...problems.values()].join()).not.toContain(value);
      expect(problemsOf({ [name]: undefined, [`${name}_FILE`]: file(value) }).has(name)).toBe(true);
    }
  });

  it.each(SECRETS.filter((name) => !hasPassword(GOOD[name]!)))(
    '%s is refused in production when it is short or a mere word',
    (name) => {
      expect(problemsOf(PRODUCTION)).toEqual(new Map());
      for (const value of ['abc', 'secret', 'password1', 'test-key'])
        expect([...problemsOf({ ...PRODUCTION, [name]: value }).keys()]).toEqual([ISSUED[name] ?? name]);
      if (!ISSUED[name]) expect(problemsOf({ [name]: 'secret' }).has(name)).toBe(true);
    },
  );

  it.each(['JWT_SECRET', 'STRIPE_WEBHOOK_SECRET'])('%s is refused when one of the list is wrong', (name) => {
    expect([...problemsOf({ [name]: `${GOOD[name]},${GOOD[name]}2` }).keys()]).toEqual([]);
    expect([...problemsOf({ [name]: `${GOOD[name]},changeme` }).keys()]).toContain(name);
  });

  it.each([
    ['GOOGLE_CLIENT_SECRET', 'sandbox_google_b1946ac92492', 'oauth_providers.google.client_secret'],
    ['LLM_API_KEY', 'sandbox_llm_key'],
    ['STRIPE_SECRET_KEY', 'sk_test_sandbox_b1946ac92492'],
    ['STRIPE_WEBHOOK_SECRET', 'whsec_sandbox_b1946ac92492'],
  ])('%s of the sandbox is refused in production', (name, value, reportedAs = name) => {
    expect(problemsOf({ ...PRODUCTION, [name]: value }).get(reportedAs)).toMatch(/^is the sandbox's/);
    expect(problemsOf({ [name]: value }).size).toBe(0);
  });
});
