import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import regexp from 'eslint-plugin-regexp';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Each library, and the libraries it may import. Read top to bottom: imports only point up. */
const mayImport = {
  protocol: [],
  platform: ['protocol'],
  metrics: ['platform'],
  security: ['protocol', 'platform', 'metrics'],
  auth: ['protocol', 'platform', 'metrics', 'security'],
  billing: ['protocol', 'platform', 'metrics', 'security', 'auth'],
  llm: ['platform', 'metrics'],
  turns: ['protocol', 'platform', 'metrics', 'security', 'auth', 'billing', 'llm'],
};
const libs = Object.keys(mayImport);

/** Each vendor SDK, and the one library that may import it. */
const sdkHome = {
  stripe: 'billing',
  'passport*': 'auth',
  jose: 'auth',
  'openid-client': 'auth',
  nodemailer: 'auth',
  '@node-rs/argon2': 'auth',
  openai: 'llm',
  'prom-client': 'metrics',
  helmet: 'security',
  'rate-limiter-flexible': 'security',
  '@redis/client': 'security',
  pg: 'platform',
  'pg-boss': 'platform',
  '@opentelemetry/*': 'platform',
  ws: 'turns',
};

/** The applications, and the libraries each may import; the rest of an application is nobody's business. */
const appMayImport = { api: libs, migrations: libs, sandbox: ['protocol'], start: ['platform', 'protocol'] };

const face = (types) => ({ element: { types: { anyOf: types } }, file: { categories: 'face' } });
const testing = (types) => ({ element: { types: { anyOf: types } }, file: { categories: 'testing' } });

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.data', 'apps/web/build', 'apps/web/.svelte-kit', 'test-results', 'coverage'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: globals.node } },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      // Nest and TypeORM name classes by their constructor functions.
      '@typescript-eslint/no-unsafe-function-type': 'off',
      // Classes that Nest injects must stay value imports, or their metadata is lost.
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-control-regex': 'off',
      eqeqeq: ['error', 'always'],
    },
  },
  {
    // Nobody may choose a text that takes longer than it is long. What is repeated in two ways at once, these miss:
    // scripts/regular-expressions.spec.ts looks for that.
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignorePartial: false, ignoreSticky: false }],
    },
  },
  {
    files: ['apps/web/**/*.{ts,js,svelte}'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: tseslint.parser } },
    // svelte-check judges accessibility, and with it what may be ignored.
    rules: { 'svelte/no-navigation-without-resolve': 'off', 'svelte/no-unused-svelte-ignore': 'off' },
  },
  {
    files: ['{apps,libs,migrations}/**/*.ts'],
    ignores: ['apps/web/**'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { project: './tsconfig.json' } },
      'boundaries/elements': [
        { type: 'migrations', pattern: 'migrations' },
        { type: 'web', pattern: 'apps/web' },
        ...['api', 'sandbox', 'start'].map((app) => ({ type: app, pattern: `apps/${app}` })),
        ...libs.map((lib) => ({ type: lib, pattern: `libs/${lib}` })),
      ],
      'boundaries/files': [
        { category: 'face', pattern: 'libs/*/src/index.ts' },
        { category: 'testing', pattern: 'libs/*/src/testing/index.ts' },
        { category: 'stand-in', pattern: 'libs/*/src/testing/*.ts' },
        { category: 'spec', pattern: '**/*.{spec,int-spec,e2e-spec}.ts' },
        // What specs of an application share is as good as a spec.
        { category: 'spec', pattern: 'apps/*/test/**/*.ts' },
        { category: 'migrations', pattern: 'migrations/index.ts' },
      ],
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          checkAllOrigins: true,
          policies: [
            { allow: { to: { module: { origin: ['external', 'core'] } } } },
            ...Object.entries(appMayImport).map(([app, allowed]) => ({
              from: { element: { type: app } },
              allow: { to: face(allowed) },
            })),
            {
              from: { element: { type: 'api' } },
              allow: { to: { element: { type: 'migrations' }, file: { categories: 'migrations' } } },
            },
            ...libs.map((lib) => ({ from: { element: { type: lib } }, allow: { to: face(mayImport[lib]) } })),
            { from: { file: { categories: ['spec', 'stand-in'] } }, allow: { to: testing(libs) } },
            ...Object.entries(sdkHome).map(([sdk, home]) => ({
              from: { element: { type: `!${home}` } },
              disallow: { to: { module: { origin: 'external', source: sdk } } },
            })),
            // Specs speak to the real thing: a spec of the sandbox drives it with Stripe's own client.
            { from: { file: { categories: 'spec' } }, allow: { to: { module: { origin: 'external' } } } },
          ],
        },
      ],
    },
  },
);
