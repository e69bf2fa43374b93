import { randomBytes, randomUUID } from 'node:crypto';
import { Browser } from '@app/auth/testing';
import { signatureOf } from '@app/billing/testing';
import { answers, fails } from '@app/llm/testing';
import { eventually, type ReceivedSpan } from '@app/platform/testing';
import { TestSocket } from '@app/turns/testing';
import { freePort, type Program } from './support/program.js';
import { linesOf, TracedStage, type Line } from './traces/stage.js';

const [SERVER, CLIENT, CONSUMER] = [2, 3, 5];
const FAILED = 2;
const stage = new TracedStage();
beforeAll(() => stage.open(), 60_000);
afterAll(() => stage.close(), 30_000);

const newTrace = () => {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-01` };
};
const parentIn = (traceparent: unknown) => /^00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])$/.exec(String(traceparent))!;

async function signUp(): Promise<Browser> {
  const browser = new Browser(stage.url, stage.url, '127.0.0.1');
  const body = { email: `${randomUUID()}@example.com`, password: randomBytes(12).toString('hex') };
  expect((await browser.post('/auth/signup', body)).status).toBe(201);
  return browser;
}

const cookieOf = ({ cookies }: Browser) => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
const socketOf = (browser: Browser, headers: Record<string, string> = {}) =>
  TestSocket.open(`${stage.url.replace('http', 'ws')}/ws`, {
    cookie: cookieOf(browser),
    origin: stage.url,
    ...headers,
  });
const line = (program: Program, matches: (line: Line) => boolean) => eventually(() => linesOf(program).find(matches));

describe('with a collector, a trace', () => {
  const secret = `Bearer ${randomBytes(12).toString('hex')}`;
  let program: Program;
  beforeAll(async () => {
    program = await stage.start({
      OTEL_EXPORTER_OTLP_ENDPOINT: stage.collectorUrl,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(secret)}`,
    });
  }, 30_000);
  afterAll(() => program?.stop(), 30_000);
  const spanOf = (name: string, traceId?: string) => stage.collector.span(name, traceId);

  it('goes on from the caller’s into the request, which its log line names, too', async () => {
    const caller = newTrace();
    const answer = await fetch(`${stage.url}/billing/plans`, {
      headers: { traceparent: caller.traceparent, tracestate: 'vendor=1', 'x-request-id': 'request-0001' },
    });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('trace'))).toEqual([]);
    const span = await spanOf('GET /billing/plans', caller.traceId);
    expect(span).toMatchObject({
      kind: SERVER,
      parentSpanId: caller.spanId,
      traceState: 'vendor=1',
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/billing/plans',
        'http.response.status_code': 200,
      },
      resource: {
        'service.name': 'turnpike',
        'service.version': expect.stringMatching(/^\d+\./),
        'deployment.environment.name': 'production',
      },
    });
    expect(BigInt(span.endTimeUnixNano) > BigInt(span.startTimeUnixNano)).toBe(true);
    expect(Math.abs(Number(BigInt(span.startTimeUnixNano) / 1_000_000n) - Date.now())).toBeLessThan(60_000);
    expect(await line(program, (each) => each.request_id === 'request-0001')).toMatchObject({
      message: 'request',
      level: 'info',
      trace_id: caller.traceId,
      span_id: span.spanId,
      'service.version': span.resource['service.version'],
      'http.route': '/billing/plans',
    });
    expect(stage.collector.headers[0]).toMatchObject({ authorization: secret });
  });

  it.each([
    ['garbage', 'my diary'],
    ['version ff', `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`],
    ['a trace without an id', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`],
  ])('begins anew where the caller sends %s', async (what, traceparent) => {
    const id = `odd-${what.replaceAll(' ', '-')}`;
    await fetch(`${stage.url}/billing/plans`, { headers: { traceparent, 'x-request-id': id } });
    const { trace_id } = await line(program, (each) => each.request_id === id);
    expect(trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect(traceparent).not.toContain(trace_id as string);
    expect((await spanOf('GET /billing/plans', trace_id as string)).parentSpanId ?? '').toBe('');
  });

  it('that the caller does not record is not recorded here, and still named in the log', async () => {
    const caller = newTrace();
    const headers = { traceparent: caller.traceparent.replace(/01$/, '00') };
    await fetch(`${stage.url}/billing/plans`, { headers });
    await line(program, (each) => each.trace_id === caller.traceId);
    const later = newTrace();
    await fetch(`${stage.url}/billing/plans`, { headers: { traceparent: later.traceparent } });
    await spanOf('GET /billing/plans', later.traceId);
    expect(stage.collector.spans.filter(({ traceId }) => traceId === caller.traceId)).toEqual([]);
  });

  it('has the turn that a frame asks for, and the call of the model in it', async () => {
    const caller = newTrace();
    const socket = await socketOf(await signUp());
    const id = randomUUID();
    stage.model.next(answers('One', ' two'));
    socket.send({ type: 'turn', id, text: 'A secret question', traceparent: caller.traceparent });
    await socket.next('done', id);
    const turn = await spanOf('turn', caller.traceId);
    const chat = await spanOf('chat small', caller.traceId);
    expect(turn).toMatchObject({
      parentSpanId: caller.spanId,
      attributes: { 'turnpike.turn.id': id, 'turnpike.turn.outcome': 'completed', 'user.id': expect.any(String) },
    });
    expect(chat).toMatchObject({
      kind: CLIENT,
      parentSpanId: turn.spanId,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'small',
        'gen_ai.usage.input_tokens': 11,
        'gen_ai.usage.output_tokens': 2,
      },
    });
    expect(isWithin(chat, turn)).toBe(true);
    const { headers } = stage.model.exchanges.at(-1)!;
    const [, traceId, spanId, flags] = parentIn(headers.traceparent);
    expect([traceId, spanId, flags]).toEqual([caller.traceId, chat.spanId, '01']);
    expect(headers).not.toHaveProperty('tracestate');
    const logged = await line(program, ({ event, turn }) => event === 'turn.completed' && turn === id);
    expect(logged).toMatchObject({
      trace_id: caller.traceId,
      span_id: turn.spanId,
      input_tokens: 11,
      output_tokens: 2,
    });
    await socket.close();
  });

  it('of a turn without one of its own is that of its socket, whose end is logged with what went through it', async () => {
    const caller = newTrace();
    const socket = await socketOf(await signUp(), { traceparent: caller.traceparent });
    const id = randomUUID();
    stage.model.next(fails(400));
    socket.send({ type: 'turn', id, text: 'Hello', traceparent: 'not one' });
    await socket.next('error', id);
    const handshake = await spanOf('GET /ws', caller.traceId);
    const turn = await spanOf('turn', caller.traceId);
    expect(handshake).toMatchObject({ kind: SERVER, attributes: { 'http.response.status_code': 101 } });
    expect(turn).toMatchObject({
      parentSpanId: handshake.spanId,
      status: { code: FAILED },
      attributes: { 'error.type': 'llm_unavailable', 'turnpike.turn.outcome': 'llm_error' },
    });
    await socket.close();
    expect(
      await line(program, (each) => each.event === 'websocket.closed' && each.trace_id === caller.traceId),
    ).toMatchObject({
      reason: 'normal',
      frames_received: 1,
      frames_sent: 2,
      duration_ms: expect.any(Number),
      'user.id': expect.any(String),
    });
  });

  it('has each call of Stripe that a checkout makes, and Stripe is told', async () => {
    const caller = newTrace();
    const browser = await signUp();
    const { traceparent } = caller;
    expect((await browser.post('/billing/checkout', { plan: 'pro' }, { traceparent })).status).toBe(201);
    const request = await spanOf('POST /billing/checkout', caller.traceId);
    const created = await spanOf('stripe checkout.sessions.create', caller.traceId);
    expect(created).toMatchObject({ kind: CLIENT, parentSpanId: request.spanId });
    const told = stage.stripe.headers[stage.stripe.calls.indexOf('POST /v1/checkout/sessions')]!;
    expect(parentIn(told.traceparent).slice(1)).toEqual([caller.traceId, created.spanId, '01']);
    const logged = await line(
      program,
      ({ event, trace_id }) => event === 'billing.checkout_created' && trace_id === caller.traceId,
    );
    expect(logged).toMatchObject({ level: 'info', 'details.plan': 'pro', 'user.id': expect.any(String) });
  });

  it('of a webhook’s effect is one of its own, found by the event’s id', async () => {
    const caller = newTrace();
    const event = {
      id: `evt_${randomBytes(8).toString('hex')}`,
      object: 'event',
      type: 'customer.subscription.updated',
    };
    const subscription = { id: 'sub_unknown', object: 'subscription', customer: 'cus_unknown' };
    const created = Math.floor(Date.now() / 1000);
    const body = JSON.stringify({ ...event, created, livemode: false, data: { object: subscription } });
    const headers = {
      'content-type': 'application/json',
      'stripe-signature': signatureOf(body, stage.webhookSecret),
      traceparent: caller.traceparent,
    };
    expect((await fetch(`${stage.url}/billing/webhook`, { method: 'POST', headers, body })).status).toBe(200);
    const job = await spanOf(`stripe_event ${event.type}`);
    const request = await spanOf('POST /billing/webhook', caller.traceId);
    expect(job).toMatchObject({ kind: CONSUMER, attributes: { 'turnpike.stripe.event.id': event.id } });
    expect(request.attributes).toMatchObject({ 'turnpike.stripe.event.id': event.id });
    expect(job.traceId).not.toBe(caller.traceId);
    const asked = await spanOf('stripe subscriptions.retrieve', job.traceId);
    expect(asked.parentSpanId).toBe(job.spanId);
    expect(await line(program, (each) => each.stripe_event === event.id)).toMatchObject({
      event: 'webhook.processed',
      trace_id: job.traceId,
      span_id: job.spanId,
    });
  });

  it('has the calls of a provider that signs somebody in', async () => {
    const visitor = new Browser(stage.url, stage.url, '127.0.0.1');
    expect((await visitor.signInThrough('google')).headers.get('location')).toBe('/');
    const callback = await spanOf('GET /auth/oauth/:provider/callback');
    for (const step of ['token', 'profile'])
      expect(await spanOf(`google ${step}`)).toMatchObject({
        traceId: callback.traceId,
        parentSpanId: callback.spanId,
      });
    for (const { step, headers } of stage.provider.heard.filter(({ step }) => step !== 'authorize'))
      expect([step, parentIn(headers.traceparent)[1], headers.tracestate]).toEqual([step, callback.traceId, undefined]);
    expect(await line(program, (each) => each.trace_id === callback.traceId && !!each.event)).toMatchObject({
      event: 'auth.signed_up',
      'details.provider': 'google',
    });
  });

  it('holds nothing that people wrote, no address of anybody and no query', async () => {
    await fetch(`${stage.url}/nowhere/my-diary?code=my-diary`);
    await spanOf('GET <unmatched>');
    const all = JSON.stringify(stage.collector.spans);
    expect(all).not.toMatch(/my-diary|secret question|@example|@test|sk_test_|whsec_|auth_token/i);
    expect(program.output()).not.toMatch(/my-diary|secret question/i);
    expect(all).not.toContain(secret.slice(7));
  });
});

const isWithin = (inner: ReceivedSpan, outer: ReceivedSpan) =>
  BigInt(inner.startTimeUnixNano) >= BigInt(outer.startTimeUnixNano) - 1_000_000n &&
  BigInt(inner.endTimeUnixNano) <= BigInt(outer.endTimeUnixNano) + 1_000_000n;

describe('a collector', () => {
  it('gets the last spans before the program ends', async () => {
    const program = await stage.start({ OTEL_EXPORTER_OTLP_ENDPOINT: stage.collectorUrl });
    const ask = async () => {
      const caller = newTrace();
      await (await fetch(`${stage.url}/billing/plans`, { headers: { traceparent: caller.traceparent } })).text();
      return caller.traceId;
    };
    let last = await ask();
    program.child.kill('SIGTERM');
    // Served to the end, which comes sooner than the next batch.
    for (let next: string | null = last; next; next = await ask().catch(() => null)) last = next;
    expect(await program.ended).toBe(0);
    const received = stage.collector.spans.filter(({ traceId }) => traceId === last);
    expect(received.map(({ name }) => name)).toContain('GET /billing/plans');
  }, 30_000);

  it.each(['away', 'silent', 'broken'])(
    'that is %s disturbs no request and no end, and is told of once',
    async (how) => {
      const url = how === 'away' ? `http://127.0.0.1:${await freePort()}` : stage.collectorUrl;
      stage.collector.answers = how === 'silent' ? 'hang' : 500;
      const program = await stage.start({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
      try {
        const ask = async () => (await fetch(`${stage.url}/billing/plans`)).status;
        expect(await ask()).toBe(200);
        await program.says(/The trace collector takes no spans/);
        expect(await Promise.all(Array.from({ length: 200 }, ask))).toEqual(Array(200).fill(200));
      } finally {
        const startedAt = performance.now();
        expect(await program.stop()).toBe(0);
        expect(performance.now() - startedAt).toBeLessThan(10_000);
        stage.collector.answers = 200;
      }
      const told = linesOf(program).filter(({ message }) => message.startsWith('The trace collector'));
      expect(told).toMatchObject([{ level: 'warn', context: 'Tracing' }]);
    },
    40_000,
  );
});

describe('without a collector', () => {
  let program: Program;
  beforeAll(async () => {
    program = await stage.start({}, ['--import', './apps/api/test/traces/name-modules.mjs']);
  }, 30_000);
  afterAll(() => program?.stop(), 30_000);

  it('no SDK of OpenTelemetry is loaded, and calls still say which trace they belong to', async () => {
    const caller = newTrace();
    const browser = await signUp();
    const socket = await socketOf(browser);
    const id = randomUUID();
    socket.send({ type: 'turn', id, text: 'Hello', traceparent: caller.traceparent });
    await socket.next('done', id);
    expect(parentIn(stage.model.exchanges.at(-1)!.headers.traceparent)).toMatchObject({ 1: caller.traceId, 3: '00' });
    const logged = await line(program, ({ event }) => event === 'turn.completed');
    expect(logged).toMatchObject({ trace_id: caller.traceId, request_id: expect.any(String) });
    await socket.close();
    program.child.kill('SIGUSR2');
    const said = await eventually(() => /^\{"modules":.*\}$/m.exec(program.output())?.[0]);
    const { modules, found } = JSON.parse(said) as { modules: number; found: string[] };
    expect(modules).toBeGreaterThan(500);
    // prom-client asks its API for the current span, which is none.
    expect(found.filter((url) => !url.includes('/@opentelemetry/api/'))).toEqual([]);
  }, 40_000);
});
