import { jest } from '@jest/globals';
import { Drain } from '@app/platform';
import { eventually } from '@app/platform/testing';
import { converse, headerFaultsOf, problemFaultsOf, speak, type RawAnswer } from '@app/security/testing';
import { DataSource } from 'typeorm';
import { validBody, pathTo } from '../attacks/real-data.js';
import { nameOf, routesOf } from '../attacks/routes.js';
import { newAddress } from '../attacks/stage.js';
import { HTTP_ANSWERS, type Answer } from './http-answers.js';
import { get, handshake, ORIGIN, overhear, post, send } from './requests.js';
import { SOCKET_ANSWERS } from './socket-answers.js';
import { startCensus, type CensusStage } from './stage.js';
import { WIRE_ANSWERS } from './wire-answers.js';

/** The contract's words, written out once more: what a constant of the program says is no proof. */
const EXACTLY: Record<string, string> = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'self'",
  'referrer-policy': 'strict-origin-when-cross-origin',
};

let stage: CensusStage;
const visited = new Set<string>();
beforeAll(async () => {
  stage = await startCensus();
});
afterAll(() => stage?.close());

/** Sends it from an address of its own unless it names one, and remembers where it went. */
async function answerTo(request: string): Promise<RawAnswer> {
  const [method, target = ''] = request.split(' ', 2);
  visited.add(`${method} ${target.split('?')[0]}`);
  const from = /X-Forwarded-For/.test(request) ? '' : `X-Forwarded-For: ${newAddress()}\r\n`;
  return speak(stage.port, Buffer.from(request.replace('\r\nHost:', `\r\n${from}Host:`), 'latin1'));
}

function expectInOrder(answer: RawAnswer, type?: RegExp): void {
  const { headers, status } = answer;
  for (const [name, value] of Object.entries(EXACTLY)) expect([name, headers.get(name)]).toEqual([name, [value]]);
  expect(headerFaultsOf(answer)).toEqual([]);
  if (type) expect(headers.get('content-type')).toEqual([expect.stringMatching(type)]);
  else if (status >= 400) expect(problemFaultsOf(answer)).toEqual([]);
}

async function take([, status, request, type]: Answer): Promise<void> {
  const answer = await answerTo(request(stage));
  expect([answer.status, answer.body]).toEqual([status, expect.any(String)]);
  expectInOrder(answer, type);
}

describe('every security header is exactly once on', () => {
  it.each(HTTP_ANSWERS)('%s (%i)', (...answer) => take(answer));
});
describe('every security header is exactly once on the answer to', () => {
  it.each(WIRE_ANSWERS)('%s (%i)', (...answer) => take(answer));
});
describe('every security header is exactly once on the answer to a handshake:', () => {
  it.each(SOCKET_ANSWERS)('%s (%i)', (...answer) => take(answer));
});

describe('every security header is exactly once on', () => {
  it('every route that there is, for nobody, for a stranger’s page and for somebody', async () => {
    const routes = await routesOf(stage.app);
    for (const route of routes.filter(({ path }) => path !== '*')) {
      const target = pathTo(route, stage.data);
      const body = route.body ? validBody(route.body) : {};
      const hasBody = !['GET', 'HEAD'].includes(route.method);
      const senders: Record<string, string>[] = [{}, { Origin: 'http://evil.test' }, { Cookie: stage.newcomer.cookie }];
      for (const headers of senders) {
        const answer = await answerTo(
          hasBody ? send(route.method, target, body, headers) : get(target, headers).replace('GET', route.method),
        );
        expect([nameOf(route), headerFaultsOf(answer)]).toEqual([nameOf(route), []]);
        // Files of the API's description come from a plugin with an error page of its own.
        if (answer.status < 400 || route.path.startsWith('/api/docs/')) continue;
        expect([nameOf(route), problemFaultsOf(answer)]).toEqual([nameOf(route), []]);
      }
    }
  }, 60_000);

  it('every answer of a connection that is used again, up to the one that ends it', async () => {
    const first = get('/health/live').replace('Connection: close\r\n', '');
    const answers = await converse(
      stage.port,
      `${first}${first}${get('/nowhere').replace('Connection: close\r\n', '')}NONSENSE\r\n\r\n${first}`,
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 400]);
    for (const answer of answers) expectInOrder(answer, answer.status === 200 ? /json/ : undefined);
  });

  it('the answer that follows a 100', async () => {
    const body = JSON.stringify({ email: 'nobody@example.com', password: 'not-the-password-of-anybody' });
    const request = post('/auth/login', body, { Expect: '100-continue', 'X-Forwarded-For': newAddress() });
    const [interim, answer, ...more] = await converse(stage.port, request);
    expect([interim!.status, answer!.status, more]).toEqual([100, 401, []]);
    expectInOrder(answer!);
  });

  it('an answer that breaks off, whose head is not followed by another', async () => {
    const said = await overhear(stage.port, get('/planted/cut'));
    expect(said.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(said).toContain('the first piece');
    const [head] = said.split('\r\n\r\n');
    for (const name of Object.keys(EXACTLY)) expect(head!.toLowerCase().split(`\r\n${name}: `)).toHaveLength(2);
    expect(said).not.toContain('dried up');
  });

  it('the refusal of one attempt too many (429)', async () => {
    const body = { email: 'hammered@example.com', password: 'not-the-password-of-anybody' };
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const answer = await answerTo(post('/auth/login', body));
      statuses.push(answer.status);
      expectInOrder(answer);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('the refusal of one handshake too many (429)', async () => {
    const from = newAddress();
    const statuses = new Set<number>();
    await eventually(async () => {
      const answer = await answerTo(handshake({ Origin: ORIGIN, 'X-Forwarded-For': from }));
      statuses.add(answer.status);
      expectInOrder(answer);
      return answer.status === 429;
    });
    expect([...statuses]).toEqual([401, 429]);
  });

  it('the answers while the database is away (503)', async () => {
    const { wire, user } = stage;
    wire.freeze();
    try {
      const requests = [
        get('/billing/status', { Cookie: user.cookie }),
        get('/conversations', { Cookie: user.cookie }),
      ];
      const answers = await Promise.all([
        ...[...requests, post('/auth/login', { email: 'x@example.com', password: 'not-the-password' })].map(answerTo),
        answerTo(handshake({ Origin: ORIGIN, Cookie: user.cookie })),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
      for (const answer of answers) expectInOrder(answer);
      const health = await Promise.all(['/health', '/health/ready'].map((path) => answerTo(get(path))));
      expect(health.map(({ status }) => status)).toEqual([503, 503]);
      for (const answer of health) expectInOrder(answer, /json/);
    } finally {
      wire.thaw();
    }
    await eventually(async () => (await answerTo(get('/health/ready'))).status === 200);
  }, 60_000);

  it('the answers while the server drains (503)', async () => {
    const drain = jest.spyOn(stage.app.get(Drain), 'isDraining').mockReturnValue(true);
    try {
      const ready = await answerTo(get('/health/ready'));
      const socket = await answerTo(handshake({ Origin: ORIGIN, Cookie: stage.user.cookie }));
      const page = await answerTo(get('/login'));
      expect([ready.status, socket.status, page.status]).toEqual([503, 503, 200]);
      for (const answer of [ready, page]) expectInOrder(answer, /./);
      expectInOrder(socket);
    } finally {
      drain.mockRestore();
    }
  });
});

describe('the census', () => {
  it('has brought no webhook into the database', async () => {
    const [{ count }] = await stage.app.get(DataSource).query('SELECT count(*)::int FROM stripe_events');
    expect(count).toBe(1);
  });

  it('has seen every status that this application gives', () => {
    const statuses = new Set([...HTTP_ANSWERS, ...WIRE_ANSWERS, ...SOCKET_ANSWERS].map(([, status]) => status));
    const expected = [101, 200, 201, 204, 206, 302, 304, 400, 401, 402, 403, 404, 405, 408, 409];
    expect([...statuses].sort()).toEqual([...expected, 412, 413, 415, 416, 417, 431, 500, 503]);
  });

  it('has visited every route of the API’s description', async () => {
    const { paths } = JSON.parse((await answerTo(get('/api/openapi.json'))).body) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const never = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations)
        .map((method) => method.toUpperCase())
        .filter((method) => ![...visited].some((each) => matches(each, method, path)))
        .map((method) => `${method} ${path}`),
    );
    expect(never).toEqual([]);
  });
});

function matches(visit: string, method: string, path: string): boolean {
  const pattern = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${method} ${pattern}$`).test(visit);
}
