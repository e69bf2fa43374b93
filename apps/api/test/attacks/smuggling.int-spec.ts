import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { converse, faultsOf } from '@app/security/testing';
import { HONEST, smuggled, SMUGGLING } from './smuggling-probes.js';
import { startStage, type Stage } from './stage.js';

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

const accounts = async (): Promise<number> =>
  (await stage.sql.query('SELECT count(*)::int FROM users'))[0].count as number;
const say = (bytes: string) => converse(stage.port, Buffer.from(bytes, 'latin1'));

describe('a request on whose end two servers could disagree', () => {
  it.each(SMUGGLING)('is refused, and the connection with it: %s', async (_what, bytes) => {
    const answers = await say(bytes);
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(faultsOf(answers[0]!)).toEqual([]);
    expect(await accounts()).toBe(0);
  });

  it('is refused when it comes behind honest ones, which get their answers', async () => {
    const live = 'GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n';
    for (const [what, bytes] of SMUGGLING) {
      const answers = await say(live + live + bytes);
      expect([what, answers.map(({ status }) => status)]).toEqual([what, [200, 200, 400]]);
    }
    expect(await accounts()).toBe(0);
  });

  it('is refused in pieces of one byte, too', async () => {
    for (const [what, bytes] of SMUGGLING.filter((_, at) => at % 9 === 0)) {
      const answers = await converse(stage.port, Buffer.from(bytes, 'latin1'), 1);
      expect([what, answers.map(({ status }) => status)]).toEqual([what, [400]]);
    }
    expect(await accounts()).toBe(0);
  });
});

describe('a request that is read by all servers in one way', () => {
  it.each(HONEST)('is answered, and so is the next: %s', async (_what, bytes) => {
    await stage.sql.query('DELETE FROM users');
    const closing = bytes.replace(smuggled(), smuggled().replace('\r\nHost', '\r\nConnection: close\r\nHost'));
    const answers = await say(closing);
    expect(answers.map(({ status }) => status)).toEqual([204, 201]);
    expect(await accounts()).toBe(1);
  });
});
