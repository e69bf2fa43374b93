import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
const journeys = globSync('apps/api/test/**/*.e2e-spec.ts', { cwd: root }).sort();
const opensBrowser = (file) => /launchBrowser|OpenStage/.test(readFileSync(join(root, file), 'utf8'));

const swc = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      keepClassNames: true,
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    },
  },
];

const shared = {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': swc },
  moduleNameMapper: {
    '^@app/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^@app/([^/]+)/testing$': '<rootDir>/libs/$1/src/testing/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  setupFiles: ['<rootDir>/scripts/jest/preload.mjs'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/apps/web/(build|.svelte-kit)/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
};

/** The pages' names for their own modules, as apps/web/package.json has them. */
const pages = {
  extensionsToTreatAsEsm: ['.ts', '.svelte'],
  transform: {
    '\\.svelte(\\.ts)?$|/messages/.+\\.js$': '<rootDir>/scripts/jest/svelte.mjs',
    '^.+\\.ts$': swc,
  },
  moduleNameMapper: {
    '^#messages$': '<rootDir>/apps/web/.svelte-kit/messages/messages.js',
    '^#messages/(.*)$': '<rootDir>/apps/web/.svelte-kit/messages/$1.js',
    '^#lib/(.*\\.svelte)$': '<rootDir>/apps/web/src/lib/$1',
    '^#lib/(.*)\\.js$': '<rootDir>/apps/web/src/lib/$1',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};

/**
 * unit: `x.spec.ts`, no I/O; pages: the same for modules and components of the pages. integration: `x.int-spec.ts`, real Postgres and sockets. `apps/api/test/*.e2e-spec.ts` run whole
 * programs: those that open a browser are e2e, for it wants the machine to itself, and the others are programs.
 */
export default {
  // Far more than any test takes, because a busy machine is no reason to fail. Jest reads this here only, not in a project.
  testTimeout: 20_000,
  // Modules of a test file are never quite given back, and a worker short of memory is slow long before it crashes.
  workerIdleMemoryLimit: '1GB',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps/{api,sandbox,start},libs,migrations,scripts}/**/*.spec.ts'],
    },
    { ...shared, ...pages, displayName: 'pages', testMatch: ['<rootDir>/apps/web/src/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs,migrations}/**/*.int-spec.ts'],
      globalSetup: '<rootDir>/scripts/jest/postgres-up.mjs',
      globalTeardown: '<rootDir>/scripts/jest/postgres-down.mjs',
    },
    { ...shared, displayName: 'programs', testMatch: pathsOf(journeys.filter((file) => !opensBrowser(file))) },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: pathsOf(journeys.filter(opensBrowser)),
      globalSetup: '<rootDir>/scripts/jest/unpack-chromium.mjs',
    },
  ],
};

function pathsOf(files) {
  return files.map((file) => `<rootDir>/${file}`);
}
