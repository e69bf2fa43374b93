import fc from 'fast-check';
import { signedIn, type SignedInUser } from '@app/auth/testing';
import { PretendStripe } from '@app/billing/testing';
import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { bytesOf, faultsOf, NAUGHTY_BODIES, NAUGHTY_STRINGS, speak, type RawAnswer } from '@app/security/testing';
import { oddRequests, READ_HEADERS, requestsWith, type OddRequest } from './odd-requests.js';
import { giveData, pathTo, validBody, type RealData } from './real-data.js';
import { isRead, nameOf, type Route, type Values } from './routes.js';
import { newAddress, ORIGIN, startStage, type Stage } from './stage.js';
import { VitalSigns } from './vital-signs.js';

/** Random requests in all, the same number to each route. */
const RANDOM_REQUESTS = 10_000;
/** To each route, instead: `FUZZ_RUNS=2000 npm test` looks harder, and leaves no text out; `FUZZ_SEED` looks elsewhere. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 0);
const LEAVES_NOTHING_OUT = process.env.FUZZ_RUNS !== undefined;
const SEED = Number(process.env.FUZZ_SEED ?? 20261124);
const AT_ONCE = 8;
const PATIENCE_MS = 15_000;
const ACCOUNT = { email: 'ada@example.com', password: 'correct horse battery staple 42' };

const stripe = new PretendStripe();
let database: TestDatabase;
let stage: Stage;
let routes: Route[];
beforeAll(async () => {
  database = await createTestDatabase();
  stage = await startStage(database.url, { STRIPE_API_BASE: await stripe.listen() });
  // A HEAD is answered by the handler of its GET, and the files of the API's description have no input.
  routes = stage.routes.filter(({ method, path }) => method !== 'HEAD' && !path.startsWith('/api/docs/'));
  const signUp = await post('/auth/signup', ACCOUNT);
  expect(signUp.status).toBe(201);
});
afterAll(async () => {
  await stage?.app.close();
  await stripe.close();
  await database?.drop();
});

const post = (target: string, body: object) =>
  speak(
    stage.port,
    bytesOf({
      method: 'POST',
      target,
      headers: [
        ['Origin', ORIGIN],
        ['Content-Type', 'application/json'],
        ['X-Forwarded-For', newAddress()],
      ],
      body: JSON.stringify(body),
    }),
  );

/** Somebody with data, and another one as soon as a request has been granted: it may have ended the session. */
class Attacker {
  private user?: SignedInUser;
  private data?: RealData;

  constructor(private readonly route: Route) {}

  async values(): Promise<Values> {
    if (!this.user) {
      this.user = await signedIn(stage.app, { role: 'admin' });
      this.data = await giveData(stage.sql, this.user.actor.id, this.user.actor.sessionId);
    }
    const path = pathTo(this.route, this.data!);
    const parameter = this.route.path.split('/').findIndex((part) => /[:*]/.test(part));
    return () => path.split('/').at(parameter)!;
  }

  /** Sends it with what else a request needs to get far, signed in or out, and tells what is wrong with the answer. */
  async send(odd: OddRequest, isSignedIn: boolean): Promise<string[]> {
    const given = new Set(odd.headers.map(([name]) => name));
    const ours: [string, string][] = [
      ...(given.has('X-Forwarded-For') ? [] : [['X-Forwarded-For', newAddress()] as [string, string]]),
      ...(isRead(this.route) || given.has('Origin') ? [] : [['Origin', ORIGIN] as [string, string]]),
      ...(odd.body === undefined || given.has('Content-Type')
        ? []
        : [['Content-Type', 'application/json'] as [string, string]]),
      ...(isSignedIn && !given.has('Cookie') ? [['Cookie', this.user!.cookie] as [string, string]] : []),
    ];
    const { method } = this.route;
    const answer = await inTime(speak(stage.port, bytesOf({ ...odd, method, headers: [...ours, ...odd.headers] })));
    if (!answer) return [`no answer to ${method} ${describeOdd(odd)}`];
    if (answer.status < 300 && !isRead(this.route)) this.user = undefined;
    return faultsOf(answer).map((fault) => `${method} ${describeOdd(odd)}: ${fault}`);
  }
}

const describeOdd = ({ target, headers, body }: OddRequest) =>
  JSON.stringify({ target, headers, body: typeof body === 'string' ? body : body && [...body] }).slice(0, 600);

async function inTime(answer: Promise<RawAnswer>): Promise<RawAnswer | null> {
  let timer: NodeJS.Timeout;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), PATIENCE_MS)));
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

async function sendAll(attacker: Attacker, requests: OddRequest[], isSignedIn: boolean): Promise<string[]> {
  const faults = await Promise.all(requests.map((request) => attacker.send(request, isSignedIn)));
  return faults.flat();
}

async function expectStillAtWork(): Promise<void> {
  expect((await speak(stage.port, bytesOf({ target: '/health/live' }))).status).toBe(200);
  expect((await speak(stage.port, bytesOf({ target: '/health/ready' }))).status).toBe(200);
  expect((await post('/auth/login', ACCOUNT)).status).toBe(200);
}

/** Every how manieth text a route gets, others each time. What hashes a password takes a hundred times longer. */
const stride = ({ body }: Route) => {
  if (LEAVES_NOTHING_OUT) return 1;
  return Object.keys(body?.properties ?? {}).some((name) => /password/i.test(name)) ? 27 : 8;
};

describe('I4: bad input, on every route of the application,', () => {
  it('from the list of naughty strings, wherever a text can stand, is answered or refused in good form', async () => {
    for (const [index, route] of routes.entries()) {
      const attacker = new Attacker(route);
      const faults: string[] = [];
      for (const [at, text] of NAUGHTY_STRINGS.entries()) {
        if ((at + index) % stride(route) !== 0) continue;
        const requests = requestsWith(text, at, route, await attacker.values());
        faults.push(...(await sendAll(attacker, requests, at % 4 !== 3)));
      }
      expect([nameOf(route), faults]).toEqual([nameOf(route), []]);
    }
    await expectStillAtWork();
  }, 600_000);

  it('from the list of naughty bodies is answered or refused in good form', async () => {
    for (const route of routes) {
      const attacker = new Attacker(route);
      const target = pathTo(route, { sessionId: 'x', conversationId: 'x', userId: 'x' });
      const bodies = [...NAUGHTY_BODIES, doubled(route), wrongTypes(route)];
      await attacker.values();
      const faults: string[] = [];
      for (let at = 0; at < bodies.length; at += AT_ONCE) {
        const requests = bodies.slice(at, at + AT_ONCE).map((body) => ({ target, headers: [], body }));
        await attacker.values();
        faults.push(...(await sendAll(attacker, requests, true)));
      }
      expect([nameOf(route), faults]).toEqual([nameOf(route), []]);
    }
    await expectStillAtWork();
  }, 600_000);

  it('in any header that something reads is answered or refused in good form', async () => {
    const routeOf = (name: string) => routes.find((route) => nameOf(route) === name)!;
    const me = new Attacker(routeOf('GET /auth/me'));
    const login = new Attacker(routeOf('POST /auth/login'));
    await Promise.all([me.values(), login.values()]);
    const faults: string[] = [];
    for (const [at, text] of NAUGHTY_STRINGS.entries()) {
      const named = READ_HEADERS.filter((_, nth) => LEAVES_NOTHING_OUT || (at + nth) % 4 === 0);
      const odd = named.map((name): OddRequest => ({ target: '/auth/me', headers: [[name, text]] }));
      faults.push(...(await sendAll(me, odd, true)));
      if (!LEAVES_NOTHING_OUT && at % 6 !== 0) continue;
      const body = JSON.stringify({ email: 'nobody@example.com', password: 'not the password' });
      // What is kept of a sign-in, and what its limits count.
      const kept = ['User-Agent', 'X-Forwarded-For', 'Cookie'].map((name): [string, string] => [name, text]);
      faults.push(...(await sendAll(login, [{ target: '/auth/login', headers: kept, body }], false)));
      const known = JSON.stringify(ACCOUNT);
      faults.push(...(await sendAll(login, [{ target: '/auth/login', headers: [kept[0]!], body: known }], false)));
    }
    expect(faults).toEqual([]);
    await expectStillAtWork();
  }, 600_000);

  it('made at random from its schema is answered or refused in good form, 10,000 times, and leaves nothing behind', async () => {
    const each = RUNS || Math.ceil(RANDOM_REQUESTS / routes.length);
    const signs = new VitalSigns();
    const heaps: number[] = [];
    let sent = 0;
    for (const [index, route] of routes.entries()) {
      const attacker = new Attacker(route);
      const odd = oddRequests(route, await attacker.values(), NAUGHTY_STRINGS, NAUGHTY_BODIES);
      const together = fc.tuple(fc.array(odd, { minLength: AT_ONCE, maxLength: AT_ONCE }), fc.boolean());
      await fc.assert(
        fc.asyncProperty(together, async ([requests, isSignedIn]) => {
          await attacker.values();
          expect(await sendAll(attacker, requests, isSignedIn)).toEqual([]);
          sent += requests.length;
        }),
        { seed: SEED, numRuns: Math.ceil(each / AT_ONCE) },
      );
      if (index % 8 === 7) heaps.push(await signs.heapBytes());
    }
    signs.stop();
    expect(sent).toBeGreaterThanOrEqual(RUNS || RANDOM_REQUESTS);
    // A catastrophe takes minutes; everything that is less is a matter of the machine.
    expect(signs.longestBlockMs()).toBeLessThan(5000);
    // Of every request, a kilobyte that stays would be eight megabytes by now.
    const grown = heaps.slice(1).map((heap) => Math.round((heap - heaps[0]!) / 2 ** 20));
    expect(grown.filter((megabytes) => megabytes > 6)).toEqual([]);
    await expectStillAtWork();
  }, 600_000);

  it('in a path that no route has is refused in good form', async () => {
    const nowhere: Route = { method: 'GET', path: '/*', query: [], body: null };
    const paths = [
      ...[
        '/auth/',
        '/auth//me',
        '//',
        '///auth/me',
        '/auth/../auth/me',
        '/auth/%2e%2e/me',
        '/AUTH/ME',
        '/auth/me/',
        '/auth/me/..',
      ],
      ...[
        '/conversations/',
        '/conversations//',
        '/conversations/..',
        '/auth/sessions/%2f',
        '/auth/oauth//start',
        '/%',
        '/%f',
        '/%ff',
      ],
      ...[
        '/auth/me%00',
        '/auth/me;x=1',
        '/auth/me%3fx',
        '/.git/config',
        '/_app/../../package.json',
        '/_app/%2e%2e%2fx',
        '*',
        'x',
      ],
      ...[
        'http://evil.test/auth/me',
        'https://evil.test:99999/',
        '?x',
        '#x',
        `/${'a/'.repeat(3000)}`,
        `/${'a'.repeat(15_000)}`,
      ],
    ];
    const attacker = new Attacker(nowhere);
    await attacker.values();
    for (const method of [
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'EVIL',
      '',
    ]) {
      for (const target of paths) {
        const answer = await inTime(speak(stage.port, bytesOf({ method, target, headers: [['Origin', ORIGIN]] })));
        expect([method, target, answer && faultsOf(answer)]).toEqual([method, target, []]);
      }
    }
    await expectStillAtWork();
  }, 60_000);
});

/** The same key twice. Which one counts is anybody's guess, so it must not be both. */
function doubled({ body }: Route): string {
  const valid = JSON.stringify(validBody(body));
  return valid === '{}' ? '{"x":1,"x":2}' : `${valid.slice(0, -1)},${valid.slice(1)}`;
}

/** Every field of a type that it is not. */
const wrongTypes = ({ body }: Route): string =>
  JSON.stringify(
    Object.fromEntries(Object.keys(body?.properties ?? { x: 1 }).map((name) => [name, [{ toString: 1 }]])),
  );
