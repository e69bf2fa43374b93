import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedIn } from '@app/auth/testing';
import { PretendStripe } from '@app/billing/testing';
import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { bytesOf, speak, type RawAnswer } from '@app/security/testing';
import { giveData, pathTo, validBody, type RealData } from './real-data.js';
import { changesState, fill, nameOf, type Route } from './routes.js';
import { newAddress, ORIGIN, startStage, type Stage } from './stage.js';
import { tableDigests } from './table-digests.js';

type Headers = [name: string, value: string][];

const stripe = new PretendStripe();
let stripeUrl: string;
let database: TestDatabase;
let stage: Stage;
let writes: Route[];
let somebody: Somebody;
beforeAll(async () => {
  database = await createTestDatabase();
  stripeUrl = await stripe.listen();
  stage = await startStage(database.url, { STRIPE_API_BASE: stripeUrl });
  writes = stage.routes.filter(changesState);
  somebody = await newSomebody();
});
afterAll(async () => {
  await stage?.app.close();
  await stripe.close();
  await database?.drop();
});

type Somebody = RealData & { cookie: [string, string]; bearer: [string, string] };

async function newSomebody(): Promise<Somebody> {
  const { actor, cookie, bearer } = await signedIn(stage.app, { role: 'admin' });
  const data = await giveData(stage.sql, actor.id, actor.sessionId);
  return { ...data, cookie: ['Cookie', cookie], bearer: ['Authorization', bearer] };
}

/** A request to the route that would do something, if its headers were right. */
function call(route: Route, data: RealData, headers: Headers, body?: string): Promise<RawAnswer> {
  return speak(
    stage.port,
    bytesOf({
      method: route.method,
      target: pathTo(route, data),
      headers: [['X-Forwarded-For', newAddress()], ...headers],
      body: body ?? JSON.stringify(validBody(route.body)),
    }),
  );
}

const json: [string, string] = ['Content-Type', 'application/json'];
const ours: [string, string] = ['Origin', ORIGIN];
const codeOf = ({ body }: RawAnswer) =>
  body.startsWith('{') ? (JSON.parse(body) as { code?: string }).code : undefined;

/** Sends each of these to every route that changes something, and lists the answers that are not the one refusal. */
async function notRefused(attacks: Record<string, Headers>, status: number, code: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const route of writes) {
    for (const [what, headers] of Object.entries(attacks)) {
      const answer = await call(route, somebody, headers);
      if (answer.status !== status || codeOf(answer) !== code)
        wrong.push(`${nameOf(route)} with ${what}: ${answer.status} ${codeOf(answer)}`);
    }
  }
  return wrong;
}

describe('what the attacks aim at', () => {
  it('is every route of the application, and each one that takes a body says which', () => {
    expect(writes.map(nameOf)).toEqual(
      expect.arrayContaining([
        'POST /auth/signup',
        'POST /auth/login',
        'POST /auth/logout',
        'DELETE /auth/sessions/:id',
        'POST /auth/oauth/:provider/link',
        'DELETE /auth/identities/:provider',
        'POST /billing/checkout',
        'POST /billing/portal',
        'DELETE /conversations/:id',
      ]),
    );
    expect(stage.routes.filter(({ body }) => body).length).toBeGreaterThanOrEqual(4);
  });
});

describe('C1: a request that changes something', () => {
  const cookie = () => somebody.cookie;
  const bad = (): Record<string, Headers> => ({
    'Sec-Fetch-Site: cross-site': [cookie(), json, ['Sec-Fetch-Site', 'cross-site']],
    'Sec-Fetch-Site: same-site': [cookie(), json, ['Sec-Fetch-Site', 'same-site']],
    'Sec-Fetch-Site of no known word': [cookie(), json, ['Sec-Fetch-Site', 'same-origin, cross-site']],
    'our Origin from another site': [cookie(), json, ours, ['Sec-Fetch-Site', 'cross-site']],
    'our Origin from another subdomain': [cookie(), json, ours, ['Sec-Fetch-Site', 'same-site']],
    'a foreign Origin': [cookie(), json, ['Origin', 'https://evil.test']],
    'a foreign Origin that says same-origin': [
      cookie(),
      json,
      ['Origin', 'https://evil.test'],
      ['Sec-Fetch-Site', 'same-origin'],
    ],
    'our name on http': [cookie(), json, ['Origin', ORIGIN.replace('https', 'http')]],
    'our name on another port': [cookie(), json, ['Origin', `${ORIGIN}:8443`]],
    'our name in front of theirs': [cookie(), json, ['Origin', `${ORIGIN}.evil.test`]],
    'our name as a user name': [cookie(), json, ['Origin', `${ORIGIN}@evil.test`]],
    'the origin of the Host header': [cookie(), json, ['Host', 'evil.test'], ['Origin', 'https://evil.test']],
    'Origin: null': [cookie(), json, ['Origin', 'null']],
    'an empty Origin': [cookie(), json, ['Origin', '']],
    'two Origins': [cookie(), json, ours, ['Origin', 'https://evil.test']],
    'neither, with cookies': [cookie(), json],
    'neither, with cookies and our Referer': [cookie(), json, ['Referer', `${ORIGIN}/account`]],
    'neither, with cookies and basic credentials': [cookie(), json, ['Authorization', 'Basic YTpi']],
    'neither, with cookies and an empty bearer': [cookie(), json, ['Authorization', 'Bearer']],
    'a foreign Origin, signed out': [json, ['Origin', 'https://evil.test']],
    'Origin: null, signed out': [json, ['Origin', 'null']],
    'neither, signed out': [json],
  });

  it('is refused on every route, login and sign-up too, unless it comes from our own pages; and changes nothing', async () => {
    const before = await tableDigests(stage.sql);
    expect(await notRefused(bad(), 403, 'bad_origin')).toEqual([]);
    expect(await tableDigests(stage.sql)).toEqual(before);
  });

  it('passes on every route from our own pages', async () => {
    const refused: string[] = [];
    for (const route of writes) {
      for (const from of [[ours], [ours, ['Sec-Fetch-Site', 'same-origin']], [['Sec-Fetch-Site', 'same-origin']]]) {
        const user = await newSomebody();
        const answer = await call(route, user, [user.cookie, json, ...(from as Headers)]);
        if (answer.status >= 500 || codeOf(answer) === 'bad_origin')
          refused.push(`${nameOf(route)} ${JSON.stringify(from)}: ${answer.status} ${codeOf(answer)}`);
      }
    }
    expect(refused).toEqual([]);
  });

  it('needs no Origin on any route with a bearer token', async () => {
    const refused: string[] = [];
    for (const route of writes) {
      const user = await newSomebody();
      const answer = await call(route, user, [user.bearer, json]);
      if ([401, 500].includes(answer.status) || codeOf(answer) === 'bad_origin')
        refused.push(`${nameOf(route)}: ${answer.status} ${codeOf(answer)}`);
    }
    // Whoever signs in has no token yet: what login says of the password is no word on the bearer.
    expect(refused.filter((line) => !/^POST \/auth\/login: 401 invalid_credentials$/.test(line))).toEqual([]);
  });

  it('does not become another one by a header or a field that names a method', async () => {
    const before = await tableDigests(stage.sql, ['sessions.last_used_at']);
    for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
      const target = `/conversations/${somebody.conversationId}`;
      const headers: Headers = [somebody.cookie, [name, 'DELETE']];
      expect((await speak(stage.port, bytesOf({ target, headers }))).status).toBe(200);
      expect((await speak(stage.port, bytesOf({ target: `${target}?_method=DELETE`, headers }))).status).toBe(400);
    }
    expect(await tableDigests(stage.sql, ['sessions.last_used_at'])).toEqual(before);
  });
});

describe('C2: a body that is not JSON', () => {
  const type = (value: string): Headers => [somebody.cookie, ours, ['Content-Type', value]];
  const bad = (): Record<string, Headers> => ({
    'text/plain': type('text/plain'),
    'a form': type('application/x-www-form-urlencoded'),
    'a form with a file': type('multipart/form-data; boundary=x'),
    'text/plain that mentions JSON': type('text/plain; application/json'),
    'text/json': type('text/json'),
    'application/jsonx': type('application/jsonx'),
    'application/json5': type('application/json5'),
    'application/problem+json': type('application/problem+json'),
    'application/json-patch+json': type('application/json-patch+json'),
    'two types': type('application/json, text/plain'),
    'an empty type': type(''),
    'no type': [somebody.cookie, ours],
    'a type of spaces': type(' ; '),
    'UTF-16': type('application/json; charset=utf-16'),
    'UTF-7': type('application/json;charset="utf-7"'),
    'ISO-8859-1': type('application/json; charset=iso-8859-1'),
    'a charset of nobody': type('application/json; charset=evil'),
    'two charsets': type('application/json; charset=utf-8; charset=utf-7'),
    gzip: [...type('application/json'), ['Content-Encoding', 'gzip']],
  });

  it('is refused on every route, and changes nothing', async () => {
    const before = await tableDigests(stage.sql);
    expect(await notRefused(bad(), 415, 'unsupported_media_type')).toEqual([]);
    expect(await tableDigests(stage.sql)).toEqual(before);
  });

  it('is JSON however its type is written', async () => {
    const types = [
      'application/json',
      'Application/JSON',
      'application/json;charset=UTF-8',
      'application/json; charset="utf-8"',
    ];
    for (const value of types) {
      const login = writes.find(({ path }) => path === '/auth/login')!;
      const stranger = JSON.stringify({ email: `${randomUUID()}@example.com`, password: 'not the password' });
      const answer = await call(login, somebody, [ours, ['Content-Type', value]], stranger);
      expect([value, answer.status]).toEqual([value, 401]);
    }
  });
});

describe('C3: pages of other origins', () => {
  const LISTED = 'https://listed.example.com';
  let folder: string;
  let other: TestDatabase;
  let open: Stage;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cors-'));
    other = await createTestDatabase();
    const file = join(folder, 'turnpike.yaml');
    writeFileSync(file, `${readFileSync('config/turnpike.yaml', 'utf8')}\ncors: { origins: [${LISTED}] }\n`);
    open = await startStage(other.url, { CONFIG_FILE: file, STRIPE_API_BASE: stripeUrl });
  });
  afterAll(async () => {
    await open?.app.close();
    await other?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const corsHeaders = ({ headers }: RawAnswer) =>
    [...headers.keys()].filter((name) => name.startsWith('access-control-'));
  const preflight = (port: number, target: string, origin: string, method: string) =>
    speak(
      port,
      bytesOf({
        method: 'OPTIONS',
        target,
        headers: [
          ['Origin', origin],
          ['Access-Control-Request-Method', method],
          ['Access-Control-Request-Headers', 'content-type'],
        ],
      }),
    );
  const FOREIGN = [
    'https://evil.test',
    'null',
    `${ORIGIN}.evil.test`,
    'http://turnpike.example.com',
    `${LISTED}.evil.test`,
  ];

  it('get no permission to read any route, be others listed or not', async () => {
    const given: string[] = [];
    for (const { port, routes } of [stage, open]) {
      for (const route of routes) {
        for (const origin of FOREIGN) {
          const headers: Headers = [
            ['Origin', origin],
            ['Cookie', somebody.cookie[1]],
          ];
          const answer = await speak(port, bytesOf({ method: route.method, target: pathTo(route, somebody), headers }));
          if (corsHeaders(answer).length) given.push(`${nameOf(route)} to ${origin}: ${corsHeaders(answer).join()}`);
        }
      }
    }
    expect(given).toEqual([]);
  });

  it('have their preflights refused on every route', async () => {
    const given: string[] = [];
    for (const { port, routes } of [stage, open]) {
      for (const route of routes) {
        const answer = await preflight(port, pathTo(route, somebody), FOREIGN[0]!, route.method);
        if (answer.status < 400 || corsHeaders(answer).length) given.push(`${nameOf(route)}: ${answer.status}`);
      }
    }
    expect(given).toEqual([]);
  });

  it('may use every route when they are listed', async () => {
    for (const route of open.routes) {
      const target = fill(route, () => 'x');
      const { status, headers } = await preflight(open.port, target, LISTED, route.method);
      expect([nameOf(route), status]).toEqual([nameOf(route), 204]);
      expect(headers.get('access-control-allow-origin')).toEqual([LISTED]);
      expect(headers.get('access-control-allow-credentials')).toEqual(['true']);
      expect(headers.get('access-control-allow-methods')![0]!.split(', ')).toContain(route.method);
      expect(headers.get('vary')).toEqual(['Origin']);
    }
    const body = JSON.stringify({ email: 'a@example.com', password: 'not the password' });
    const headers: Headers = [['Origin', LISTED], ['Sec-Fetch-Site', 'cross-site'], json];
    const answer = await speak(open.port, bytesOf({ method: 'POST', target: '/auth/login', headers, body }));
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, [LISTED]]);
  });
});
