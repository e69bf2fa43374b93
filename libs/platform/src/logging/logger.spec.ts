import { QueryFailedError } from 'typeorm';
import { stdSerializers } from 'pino';
import { Span } from '../trace/span.js';
import { createLogger } from './logger.js';

const CONFIGURED = 'kept/in an+env "file" é';

describe('L2: the log', () => {
  const lines: string[] = [];
  const logger = createLogger(
    { logLevel: 'trace', logFormat: 'json', nodeEnv: 'production', secrets: [CONFIGURED] },
    { write: (line) => void lines.push(line) },
  );
  beforeEach(() => lines.splice(0));
  afterEach(() => lines.forEach((line) => JSON.parse(line)));

  it('says of a database error what went wrong, and nothing of what people wrote', () => {
    const detail = 'Key (email)=(ada@example.com) exists';
    const cause = Object.assign(new Error('duplicate key'), { detail, code: '23505', secret: 'hunter2' });
    const error = new QueryFailedError('INSERT INTO users VALUES ($1)', ['hunter2'], cause);
    logger.fatal({ err: error }, 'crash');
    logger.error(error);
    // As frameworks do that bring serializers of their own.
    logger.child({}, { serializers: stdSerializers }).error(error);
    expect(lines).toHaveLength(3);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ err: { type: 'QueryFailedError', message: 'duplicate key' } });
      expect(line).not.toMatch(/hunter2|ada@example/);
    }
  });

  it('says of any error where it was thrown and why, and nothing that it or its cause quotes', () => {
    const cause = Object.assign(new Error('The argument must be a URL. Received \'my "secret" diary\''), {
      code: 'E1',
    });
    const thrown = new Error('Unexpected token, "my secret diary" is not JSON, "my secret', { cause });
    logger.fatal({ err: thrown }, 'crash');
    const { err } = JSON.parse(lines[0]!);
    expect(err).toMatchObject({
      type: 'Error',
      message: 'Unexpected token, "…" is not JSON, "…"',
      cause: { reason: 'E1', message: 'The argument must be a URL. Received …' },
    });
    expect(err.stack).toMatch(/^Error: Unexpected token, "…" is not JSON, "…"\n {4}at .*logger\.spec/);
    expect(lines[0]).not.toContain('diary');
  });

  it('says of what was thrown and is no error only what it is', () => {
    logger.fatal({ err: 'my diary' }, 'crash');
    logger.info({ failure: new Error('"my diary"') }, 'seen');
    expect(JSON.parse(lines[0]!)).toMatchObject({ err: { type: 'string' }, message: 'crash' });
    expect(lines.join()).not.toContain('diary');
  });

  it('redacts secrets by their names, however deep they are', () => {
    logger.info({ code: 'a1', query: { state: 'b2' }, headers: { cookie: 'c3', 'set-cookie': ['d4'] } }, 'seen');
    logger.info({ a: { b: { c: { d: { password: 'e5"\\f6', token: 'g7' } } } } }, 'seen');
    logger.info(JSON.stringify({ prompt: 'h8 "i9" j0' }));
    expect(lines.join()).not.toMatch(/a1|b2|c3|d4|e5|f6|g7|h8|i9|j0/);
  });

  it('redacts by names what is no text, too, in lists and in what a child always says, and changes nobody’s object', () => {
    const line = { code: 4711, list: [{ token: ['k1'] }], answer: { is: 'l2' }, bytes: Buffer.from('m3'), none: null };
    const before = JSON.stringify(line);
    logger.child({ session: { id: 'n4' } }).info(line);
    expect(lines[0]).not.toMatch(/4711|k1|l2|n4/);
    expect(JSON.parse(lines[0]!)).toMatchObject({ code: '[redacted]', list: [{ token: '[redacted]' }], none: null });
    expect(JSON.stringify(line)).toBe(before);
  });

  it('names the request in which each line is written, those of children and of errors included', () => {
    const span = new Span('request', { requestId: 'request-0001' });
    const ids = { trace_id: span.traceId, span_id: span.spanId, request_id: 'request-0001' };
    span.run(() => {
      logger.info({ event: 'a' }, 'one');
      logger.child({ context: 'Errors' }).error(new Error('two'));
    });
    new Span('job').run(() => logger.info('three'));
    logger.info('four');
    const [one, two, three, four] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect([one, two]).toMatchObject([
      { ...ids, event: 'a', message: 'one' },
      { ...ids, context: 'Errors' },
    ]);
    expect(three).toMatchObject({ trace_id: expect.stringMatching(/^[0-9a-f]{32}$/), message: 'three' });
    expect(three).not.toHaveProperty('request_id');
    expect(four).not.toHaveProperty('trace_id');
  });

  it.each([
    ['as it is', CONFIGURED],
    ['in a URL', encodeURIComponent(CONFIGURED)],
    ['in a form', new URLSearchParams({ x: CONFIGURED }).toString()],
    ['in JSON', JSON.stringify({ x: CONFIGURED })],
    ['in hex', Buffer.from(CONFIGURED).toString('hex')],
    ['in base64', Buffer.from(CONFIGURED).toString('base64')],
    ['in base64 after one byte', Buffer.from(`1${CONFIGURED}2`).toString('base64')],
    ['in base64url after two', Buffer.from(`12${CONFIGURED}`).toString('base64url')],
  ])('never repeats what is configured as a secret, %s', (_how, text) => {
    logger.info(`before ${text} after`);
    logger.error(new Error(text));
    for (const line of lines) expect(line).toContain('[redacted]');
    expect(JSON.parse(lines[0]!).message).toMatch(/^before .*\[redacted\].* after$/);
    expect(lines.join()).not.toMatch(/kept|an.env|656e76|RlbnYg/);
  });

  it.each([
    ['a JWT', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmVk'],
    ['a key of Stripe', 'sk_live_51H-abc-def'],
    ['a webhook’s secret', 'whsec_abcdef0123'],
    ['a signature of Stripe', `t=1700000000,v1=${'ab'.repeat(32)}`, 'ab'.repeat(32)],
    ['a token of GitHub', `ghp_${'a1'.repeat(18)}`],
    ['a key of a model', 'sk-proj-abcdefghijklmnop'],
    ['a bearer', 'Authorization: Bearer abc.def-ghi', 'abc.def-ghi'],
    ['the password of a URL', 'postgres://turnpike:pass-of-this-test@db/x', 'pass-of-this-test'],
    ['a callback', 'GET /auth/callback?code=4%2F0Ab&state=xyz', /4%2F0Ab|xyz/],
    ['a callback in a callback', '?returnTo=%2Fcb%3Fcode%3D4711', '4711'],
    ['cookies', 'Cookie: __Host-session=abc; auth_token=def', /abc|def/],
    ['a session', 'H3k2-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM'.slice(0, 43)],
  ])('takes out what is shaped like %s', (_what, text, secret: string | RegExp = text) => {
    logger.info(text);
    logger.info(`first\n${text}`);
    for (const line of lines) {
      expect(line).toContain('[redacted]');
      if (typeof secret === 'string') expect(line).not.toContain(secret);
      else expect(line).not.toMatch(secret);
    }
  });

  it('leaves alone what an operator reads: ids, routes, codes of errors, times', () => {
    const line = {
      request_id: 'b0a7b5f2-6a53-4d4e-9c36-0f1b6b6f9f10',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      'http.route': '/auth/oauth/:provider/callback',
      'error.type': 'invalid_state',
      event: 'evt_1PqrsT2eZvKYlo2C0abcdefg',
      checkout: 'cs_test_a1B2c3',
    };
    logger.info(line, 'Draining: not ready any more');
    expect(JSON.parse(lines[0]!)).toMatchObject({ ...line, message: 'Draining: not ready any more' });
  });

  it('may show the links of mails, which are written to the log only where mail cannot be sent in development', () => {
    const link = `http://localhost/verify-email#${'aB3'.repeat(14)}x`;
    logger.info(`Mail to ada\n\n${link}`);
    expect(lines[0]).toContain(link);
  });
});
