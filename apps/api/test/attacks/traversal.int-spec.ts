import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { bytesOf, faultsOf, speak } from '@app/security/testing';
import { startStage, type Stage } from './stage.js';

/** Where a file may be asked for. */
const FOLDERS = ['', '/_app', '/_app/immutable/entry', '/api/docs'];
/** The folder above, in the spellings that one decoder or another takes for it. */
const UP = [
  ...['..', '%2e%2e', '.%2e', '%2E%2E', '%252e%252e', '%c0%ae%c0%ae', '%e0%80%ae%e0%80%ae', '%f0%80%80%ae%f0%80%80%ae'],
  ...['%uff0e%uff0e', '%ef%bc%8e%ef%bc%8e', '..;', '....', '..%00', '.%00.', '..%20', '..%09', '.%0d%0a.'],
];
/** What stands between two names, likewise. */
const SLASH = ['/', '//', '%2f', '%2F', '%252f', '\\', '%5c', '%255c', '%c0%af', '%e0%80%af', '%ef%bc%8f', '/./'];
/** Files that are there, so and so many folders above. */
const OUTSIDE: [levels: number, names: string[]][] = [
  [1, ['package.json']],
  [3, ['package.json']],
  [3, ['config', 'turnpike.yaml']],
  [9, ['etc', 'passwd']],
];
/** Words of theirs. */
const INSIDE = /root:|"devDependencies"|"workspaces"|oauth_providers|client_secret/;

describe('a path out of the folder of the pages', () => {
  let database: TestDatabase;
  let stage: Stage;
  beforeAll(async () => {
    database = await createTestDatabase();
    stage = await startStage(database.url);
  });
  afterAll(async () => {
    await stage?.app.close();
    await database?.drop();
  });

  const ask = (target: string) => speak(stage.port, bytesOf({ target }));

  /** What is wrong with the answers to these paths, eight at a time. */
  async function faultsAt(targets: string[]): Promise<string[]> {
    const faults: string[] = [];
    for (let at = 0; at < targets.length; at += 8)
      await Promise.all(
        targets.slice(at, at + 8).map(async (target) => {
          const answer = await ask(target);
          const wrong = answer.status < 400 ? [`status ${answer.status}`] : faultsOf(answer);
          if (INSIDE.test(answer.body)) wrong.push('shows a file');
          faults.push(...wrong.map((fault) => `${target}: ${fault}`));
        }),
      );
    return faults;
  }

  it.each(FOLDERS)(
    'leads nowhere from %s/, however it is written',
    async (folder) => {
      const targets = UP.flatMap((up) =>
        SLASH.flatMap((slash) =>
          OUTSIDE.map(([levels, names]) => `${folder}/${[...Array<string>(levels).fill(up), ...names].join(slash)}`),
        ),
      );
      expect(await faultsAt(targets)).toEqual([]);
    },
    60_000,
  );

  it('leads nowhere by an absolute name, a drive, a device, a stream or a link', async () => {
    const targets = [
      ...[
        '//etc/passwd',
        '/%2fetc%2fpasswd',
        '/%2Fetc/passwd',
        '/%5cetc%5cpasswd',
        '///etc/passwd',
        '/file:///etc/passwd',
      ],
      ...['/C:/Windows/win.ini', '/%5c%5c.%5cC:%5c', '/login.html::$DATA', '/CON', '/proc/self/environ', '/dev/stdin'],
      ...[
        '/_app/..%2f',
        '/_app/..%2f..%2f..%2f..%2fpackage.json',
        '/_app//..//..//package.json',
        '/login.html/../../package.json',
      ],
      ...['/login%00.html', '/login.html%00.js', '/..%00/package.json', '/%00', '/.%2f.%2f..%2fpackage.json'],
      ...[
        '/.env',
        '/.git/HEAD',
        '/_app/.htaccess',
        '/.well-known/../../package.json',
        '/..',
        '/../',
        '/.',
        '/%2e',
        '/%2e%2e',
      ],
      ...[
        'http://x/../package.json',
        'http://x/..%2fpackage.json',
        '/?/../../package.json',
        '/#/../../package.json',
      ].slice(0, 2),
    ];
    expect(await faultsAt(targets)).toEqual([]);
  });

  it('would be seen: inside the folder there is something to find', async () => {
    expect((await ask('/login')).body).toContain('<html');
    expect((await ask('/theme.js')).status).toBe(200);
  });
});
