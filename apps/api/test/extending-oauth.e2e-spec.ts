import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { parse, stringify } from 'yaml';
import { Browser, startTestProvider, type TestProvider } from '@app/auth/testing';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@app/platform/testing';
import { freePort, run, type Program } from './support/program.js';
import { TEST_ENVIRONMENT } from './support/test-app.js';

const PROVIDERS = 'libs/auth/src/oauth/providers';

/** The code blocks of the page that somebody who adds a provider would follow. */
const page = readFileSync('docs/extending/oauth-provider.md', 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp('^```' + language + '\\n([^]*?)^```$', 'gm'))].map(([, code]) => code!);
const [oidcEntry, gitlabEntry] = blocks('yaml').map((text) => parse(text).oauth_providers as object);
const [gitlabKind] = blocks('ts');

describe('the page about adding a sign-in provider', () => {
  let folder: string;
  let provider: TestProvider;
  let postgres: EmbeddedPostgres;
  let program: Program;
  let url: string;

  beforeAll(async () => {
    mkdirSync('.data/tmp', { recursive: true });
    // Inside the repository, so that the copy finds its packages.
    folder = mkdtempSync(join(process.cwd(), '.data/tmp/extending-'));
    provider = await startTestProvider();
    postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: false });
    cpSync('dist', join(folder, 'dist'), { recursive: true });
    const { outputText } = ts.transpileModule(gitlabKind!, {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
    });
    writeFileSync(join(folder, 'dist', PROVIDERS, 'gitlab.provider.js'), outputText);
    const settings = parse(readFileSync('config/turnpike.yaml', 'utf8')) as object;
    const file = join(folder, 'turnpike.yaml');
    writeFileSync(file, stringify({ ...settings, oauth_providers: { ...oidcEntry, ...gitlabEntry } }));
    await start(file);
  }, 90_000);

  afterAll(async () => {
    await program?.stop();
    await postgres?.stop();
    await provider?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  async function start(settings: string): Promise<void> {
    const port = await freePort();
    url = `http://localhost:${port}`;
    const { client_id, client_secret } = provider.entry;
    const environment = {
      ...TEST_ENVIRONMENT,
      LOG_LEVEL: 'info',
      CONFIG_FILE: settings,
      DATABASE_URL: postgres.url,
      HOST: '127.0.0.1',
      PORT: String(port),
      WORK_ISSUER: provider.url,
      WORK_CLIENT_ID: client_id,
      WORK_CLIENT_SECRET: client_secret,
      GITLAB_URL: provider.url,
      GITLAB_CLIENT_ID: client_id,
      GITLAB_CLIENT_SECRET: client_secret,
    };
    const built = (script: string) => [process.execPath, join(folder, 'dist/apps/api/src', script)];
    const migrated = run([...built('cli/main.js'), 'migrate'], environment);
    if ((await migrated.ended) !== 0) throw new Error(migrated.output());
    program = run(built('main.js'), environment);
    await program.says(/listening/);
  }

  it('adds both, each with its button, by two entries and one file', async () => {
    const response = await fetch(`${url}/auth/oauth/providers`);
    expect(await response.json()).toEqual({
      providers: [
        { name: 'work', label: 'Work' },
        { name: 'gitlab', label: 'GitLab' },
      ],
    });
  });

  it.each(['work', 'gitlab'])('O6 signs people in through %s', async (name) => {
    const email = `${name}@example.com`;
    provider.person = { id: name.length, name: 'Ada', email, verified: true };
    const browser = new Browser(url, url, '192.0.2.1');
    const response = await browser.signInThrough(name, '/account');
    expect([response.status, response.headers.get('location')]).toEqual([302, '/account']);
    expect(await (await browser.get('/auth/me')).json()).toMatchObject({ email, emailVerified: true, name: 'Ada' });
  });

  it.each(['work', 'gitlab'])('O3 lets nobody in through %s by an address that was not verified', async (name) => {
    provider.person = { id: 99, name: 'Eve', email: 'eve@example.com', verified: false };
    const response = await new Browser(url, url, '192.0.2.1').signInThrough(name);
    expect(response.headers.get('location')).toBe('/login?error=email_unverified');
  });

  it('has an example that compiles where it belongs', () => {
    const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path));
    const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, process.cwd());
    const file = resolve(PROVIDERS, 'gitlab.provider.ts');
    const host = ts.createCompilerHost({ ...options, noEmit: true });
    const { fileExists, readFile } = host;
    host.fileExists = (path) => path === file || fileExists(path);
    host.readFile = (path) => (path === file ? gitlabKind : readFile(path));
    const compiled = ts.createProgram([file], { ...options, noEmit: true }, host);
    const wrong = ts.getPreEmitDiagnostics(compiled, compiled.getSourceFile(file));
    expect(wrong.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  }, 60_000);
});
