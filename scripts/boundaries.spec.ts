import { execFileSync } from 'node:child_process';

const RULE = 'boundaries/dependencies';

/** What each planted source breaks, in one run of the real configuration. */
function lint(sources: { file: string; code: string }[]): string[][] {
  // Nothing else could end the wait: Jest's own limit does not run while this blocks.
  const options = { input: JSON.stringify(sources), encoding: 'utf8', timeout: 60_000 } as const;
  return JSON.parse(execFileSync(process.execPath, ['scripts/lint-planted.mjs'], options));
}

const offences = {
  'an import upwards, from platform to auth': {
    file: 'libs/platform/src/planted.ts',
    code: "export { AuthModule } from '@app/auth';",
  },
  'an import past the face of a library': {
    file: 'libs/turns/src/planted.ts',
    code: "export { AppError } from '../../platform/src/errors/app-error.js';",
  },
  'an import from a library into an app': {
    file: 'libs/turns/src/planted.ts',
    code: "export { createApp } from '../../../apps/api/src/create-app.js';",
  },
  'an import from one app into another': {
    file: 'apps/sandbox/src/planted.ts',
    code: "export { createApp } from '../../api/src/create-app.js';",
  },
  'a vendor SDK away from its home': { file: 'libs/turns/src/planted.ts', code: "export { Stripe } from 'stripe';" },
  'a scoped vendor SDK away from its home': {
    file: 'libs/billing/src/planted.ts',
    code: "export { hash } from '@node-rs/argon2';",
  },
  'a passport strategy away from its home': {
    file: 'libs/billing/src/planted.ts',
    code: "export { Strategy } from 'passport-github2';",
  },
  'test stand-ins in production code': {
    file: 'libs/turns/src/planted.ts',
    code: "export { createTestDatabase } from '@app/platform/testing';",
  },
  'the sandbox reaching for a library of the application': {
    file: 'apps/sandbox/src/planted.ts',
    code: "export { AppError } from '@app/platform';",
  },
};

const allowed = {
  'an import downwards, through the face': {
    file: 'libs/billing/src/planted.ts',
    code: "export { AppError } from '@app/platform';",
  },
  'a vendor SDK at home': { file: 'libs/billing/src/planted.ts', code: "export { Stripe } from 'stripe';" },
  'test stand-ins in a spec': {
    file: 'libs/turns/src/planted.spec.ts',
    code: "export { createTestDatabase } from '@app/platform/testing';",
  },
};

describe('the boundaries lint', () => {
  const names = [...Object.keys(offences), ...Object.keys(allowed)];
  const found = new Map<string, string[]>();
  beforeAll(() => {
    const results = lint([...Object.values(offences), ...Object.values(allowed)]);
    results.forEach((rules, index) => found.set(names[index]!, rules));
  }, 70_000);

  it.each(Object.keys(offences))('refuses %s', (name) => {
    expect(found.get(name)).toContain(RULE);
  });

  it.each(Object.keys(allowed))('allows %s', (name) => {
    expect(found.get(name)).not.toContain(RULE);
  });
});
