import { randomUUID } from 'node:crypto';
import type { Logger } from 'typeorm';
import { TurnsApp } from '../testing/index.js';
import { toCursor } from './cursor.js';

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: Plan[];
}

let app: TurnsApp;
let user: Awaited<ReturnType<TurnsApp['user']>>;
let conversation: string;
beforeAll(async () => {
  app = await TurnsApp.start();
  user = await app.user();
  await app.sql.query(
    `INSERT INTO users (email) SELECT 'reader-' || n || '@example.com' FROM generate_series(1, 200) AS n`,
  );
  await app.sql.query(`
    INSERT INTO conversations (user_id, title, updated_at)
    SELECT u.id, 'c' || n, now() - n * interval '1 minute' FROM users AS u, generate_series(1, 30) AS n`);
  await app.sql.query(`
    INSERT INTO turns (id, conversation_id, user_id, attempt_id, status, text, answer, model, created_at)
    SELECT gen_random_uuid(), c.id, c.user_id, gen_random_uuid(), 'completed', 'Hi', 'Hello', 'small',
           now() - n * interval '1 second'
      FROM conversations AS c, generate_series(1, 4) AS n`);
  await app.sql.query('ANALYZE conversations, turns');
  const [row] = await app.sql.query<{ id: string }[]>('SELECT id FROM conversations WHERE user_id = $1', [
    user.actor.id,
  ]);
  conversation = row!.id;
});
afterAll(() => app.close());

/** Every statement about conversations and turns that happens meanwhile. */
async function statementsOf(what: () => Promise<unknown>): Promise<[query: string, parameters: unknown[]][]> {
  const seen: [string, unknown[]][] = [];
  const before = app.sql.logger;
  const note = (query: string, parameters?: unknown[]) => void seen.push([query, parameters ?? []]);
  app.sql.logger = new Proxy({} as Logger, { get: (_, name) => (name === 'logQuery' ? note : () => undefined) });
  try {
    await what();
  } finally {
    app.sql.logger = before;
  }
  return seen.filter(([query]) => /"(conversations|turns)"/.test(query));
}

/** The ways in which the tables of a plan are read. */
function scansOf({ 'Node Type': type, 'Relation Name': table, 'Index Name': index, Plans = [] }: Plan): string[] {
  const own = type.includes('Scan') ? [`${type} of ${table ?? index}`] : [];
  return [...own, ...Plans.flatMap(scansOf)];
}

async function turn(): Promise<void> {
  const socket = await app.socket(user);
  const id = randomUUID();
  socket.send({ type: 'turn', id, text: 'Hi', conversationId: conversation });
  await socket.next('done', id);
}

describe('with thousands of rows', () => {
  const at = { at: new Date(), id: randomUUID() };
  it.each<[string, () => Promise<unknown>]>([
    ['the list', () => app.call(user, 'GET', '/conversations')],
    ['its next page', () => app.call(user, 'GET', `/conversations?cursor=${toCursor('conversations', at)}`)],
    ['a conversation', () => app.call(user, 'GET', `/conversations/${conversation}`)],
    [
      'its next page',
      () => app.call(user, 'GET', `/conversations/${conversation}?cursor=${toCursor(conversation, at)}`),
    ],
    ['its newest turns', () => app.call(user, 'GET', `/conversations/${conversation}?order=newest`)],
    [
      'those before them',
      () =>
        app.call(
          user,
          'GET',
          `/conversations/${conversation}?order=newest&cursor=${toCursor(`newest_${conversation}`, at)}`,
        ),
    ],
    ['a new title', () => app.call(user, 'PATCH', `/conversations/${conversation}`, { title: 'New' })],
    ['a turn and its history', turn],
    ['the export', () => app.call(user, 'POST', '/auth/me/export')],
    ['the deletion of one', () => app.call(user, 'DELETE', `/conversations/${conversation}`)],
    ['the deletion of all', () => app.call(user, 'DELETE', '/conversations')],
  ])('%s reads by an index', async (_, what) => {
    const statements = await statementsOf(what);
    expect(statements).not.toEqual([]);
    for (const [query, parameters] of statements) {
      const [row] = await app.sql.query<{ 'QUERY PLAN': { Plan: Plan }[] }[]>(
        `EXPLAIN (FORMAT JSON) ${query}`,
        parameters,
      );
      const scans = scansOf(row!['QUERY PLAN'][0]!.Plan);
      expect(scans.filter((scan) => scan.startsWith('Seq Scan'))).toEqual([]);
    }
  });
});
