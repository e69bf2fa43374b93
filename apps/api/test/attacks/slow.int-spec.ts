import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { delimiter, join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { createTestDatabase, eventually, type TestDatabase } from '@app/platform/testing';
import { bytesOf, faultsOf, speak } from '@app/security/testing';
import { startStage, type Stage } from './stage.js';

const run = promisify(execFile);
const TOOL = process.env
  .PATH!.split(delimiter)
  .map((folder) => join(folder, 'slowhttptest'))
  .find(existsSync);
const MISSING =
  "No slowhttptest was found, so nothing is proven about slow clients. Install Debian's: apt-get install slowhttptest";
if (!TOOL && process.env.CI) throw new Error(MISSING);
if (!TOOL) console.error(MISSING);

const CONNECTIONS = 300;
const SECONDS = 8;
/** On a busy machine an honest answer may take seconds, too. */
const PATIENCE_SECONDS = '15';

describe('I3: while slowhttptest holds hundreds of connections', () => {
  let database: TestDatabase;
  let stage: Stage;
  let server: Server;
  beforeAll(async () => {
    database = await createTestDatabase();
    stage = await startStage(database.url);
    server = stage.app.getHttpServer() as Server;
    Object.assign(server, { headersTimeout: 6000, requestTimeout: 7000, timeout: 6000 });
  });
  afterAll(async () => {
    await stage?.app.close();
    await database?.drop();
  });

  const held = () => promisify(server.getConnections.bind(server))();

  const WAYS: [what: string, options: string[]][] = [
    ['by headers that never end', ['-H', '-i', '1', '-u', '/login']],
    ['by bodies that never end', ['-B', '-i', '1', '-s', '8192', '-t', 'POST', '-u', '/auth/login']],
    [
      'by reading slowly',
      ['-X', '-w', '8', '-y', '16', '-n', '1', '-z', '8', '-k', '3', '-u', '/api/docs/swagger-ui-bundle.js'],
    ],
    ['by asking for ranges without end', ['-R', '-a', '1', '-b', '500', '-t', 'HEAD', '-u', '/theme.js']],
  ];

  (TOOL ? it : it.skip).each(WAYS)(
    '%s, everybody else is answered, and all of them are let go',
    async (_what, options) => {
      const path = options.pop()!;
      const url = `http://127.0.0.1:${stage.port}${path}`;
      const attack = run(TOOL!, [
        '-c',
        String(CONNECTIONS),
        '-r',
        '200',
        '-l',
        String(SECONDS),
        '-p',
        PATIENCE_SECONDS,
        ...options,
        url,
      ]);
      let isOver = false;
      const said = attack.finally(() => (isOver = true));
      for (let answered = 0; !isOver; answered += 1) {
        const answer = await speak(stage.port, bytesOf({ target: answered % 2 ? '/health/ready' : '/login' }));
        expect([answer.status, answer.status < 400 ? [] : faultsOf(answer)]).toEqual([200, []]);
      }
      // It asks for itself, too, whether the service can still be reached, and colours the answer.
      const words = stripVTControlCharacters((await said).stdout);
      const verdicts = [...words.matchAll(/service available:\s*(\w+)/g)].map(([, verdict]) => verdict);
      expect([...new Set(verdicts)]).toEqual(['YES']);
      await eventually(async () => (await held()) === 0, 30_000);
    },
    120_000,
  );
});
