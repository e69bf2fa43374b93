import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretProblems } from './secrets.mjs';

const key = (length: number) => 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4'.slice(0, length);
const pem = (kind: string) => [`-----BEGIN ${kind}KEY-----`, key(40).repeat(2), `-----END ${kind}KEY-----`].join('\n');

/** From pieces, or the scan of the repository would find them here. */
const planted: Record<string, string> = {
  'a live key of Stripe’s': ['sk', 'live', key(24)].join('_'),
  'a restricted live key of Stripe’s': ['rk', 'live', key(24)].join('_'),
  'a restricted test key of Stripe’s': ['rk', 'test', key(24)].join('_'),
  'a test key of Stripe’s': ['sk', 'test', key(24)].join('_'),
  'a webhook secret of Stripe’s': ['whsec', key(32)].join('_'),
  'a client secret of Google’s': ['GOCSPX', key(28)].join('-'),
  'an API key of Google’s': ['AI', 'za', key(35)].join(''),
  'a token of GitHub’s': ['ghp', key(36)].join('_'),
  'a fine-grained token of GitHub’s': ['github', 'pat', key(22), key(48) + key(11)].join('_'),
  'a client secret of GitHub’s': `GITHUB_CLIENT_${'SECRET'}=${'3f786850e3'.repeat(4)}`,
  'the same in YAML': `client_${'secret'}: "${'3f786850e3'.repeat(4)}"`,
  'a private key': pem('PRIVATE '),
  'a private key of a curve': pem('EC PRIVATE '),
  'a JWT': ['ey' + 'JhbGciOiJIUzI1NiJ9', 'ey' + 'JzdWIiOiIxMjM0In0', key(43)].join('.'),
  'a password of a database': ['postgres://app', `${key(16)}@db.example.com:5432/app`].join(':'),
};

const harmless: Record<string, string> = {
  'a placeholder': 'STRIPE_SECRET_KEY=${STRIPE_SECRET_KEY}',
  'the beginning of a key': 'sk_live_… starts with sk_live_',
  'a public key': '-----BEGIN PUBLIC KEY-----',
  'a hash': `"integrity": "${'3f786850e3'.repeat(4)}"`,
};

describe('L5: the scan for secrets', () => {
  const names = [...Object.keys(planted), ...Object.keys(harmless)];
  let folder: string;
  let problems: string[];
  beforeAll(async () => {
    mkdirSync('.data/tmp', { recursive: true });
    folder = mkdtempSync(join(process.cwd(), '.data/tmp/secrets-'));
    // Some in a folder, some in a file that hides.
    mkdirSync(join(folder, 'a'));
    Object.values({ ...planted, ...harmless }).forEach((text, at) => {
      writeFileSync(join(folder, at % 2 ? `.hidden${at}.` : `a/${at}.txt`), `${text}\n`);
    });
    problems = await secretProblems(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const found = (name: string) => {
    const at = names.indexOf(name);
    const file = at % 2 ? `/.hidden${at}.:` : `/a/${at}.txt:`;
    return problems.filter((problem) => problem.includes(file));
  };

  it.each(Object.keys(planted))('finds %s', (name) => {
    expect(found(name)).not.toEqual([]);
  });

  it.each(Object.keys(harmless))('lets %s be', (name) => {
    expect(found(name)).toEqual([]);
  });

  it('says where they are, and never what they are', () => {
    const text = problems.join('\n');
    for (const secret of Object.values(planted)) expect(text).not.toContain(secret);
    expect(text).not.toContain(key(16));
  });
});
