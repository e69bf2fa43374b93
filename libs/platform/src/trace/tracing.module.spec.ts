import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { ConfigModule } from '../config/config.module.js';
import { ConfigurationError } from '../config/config-problem.js';
import { eventually, OtlpReceiver, testConfig } from '../testing/index.js';
import { inSpan } from './in-span.js';
import { Span } from './span.js';
import { TracingConfig } from './tracing.config.js';
import { TracingModule } from './tracing.module.js';
import { jest } from '@jest/globals';

const configOf = (environment: Record<string, string>) => testConfig([TracingConfig], {}, environment);
const HEADER = 'kept-in-a-header-of-the-test';

describe('traces over OTLP', () => {
  let collector: OtlpReceiver;
  let module: TestingModule | undefined;
  let warned: ReturnType<typeof spyOnWarnings>;
  const spyOnWarnings = () => jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  beforeEach(() => {
    collector = new OtlpReceiver();
    warned = spyOnWarnings();
  });
  afterEach(async () => {
    await module?.close();
    module = undefined;
    await collector.close().catch(() => undefined);
    jest.restoreAllMocks();
  });

  async function start(environment: Record<string, string>): Promise<void> {
    const config = configOf(environment);
    const imports = [
      ConfigModule.forRoot(config),
      TracingModule.forRoot({ version: '1.2.3', secrets: config.secrets }),
    ];
    module = await Test.createTestingModule({ imports }).compile();
    module.enableShutdownHooks([]);
    await module.init();
  }

  it('say what runs, carry the headers of the settings, and hold no secret', async () => {
    await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${await collector.listen()}/`,
      OTEL_EXPORTER_OTLP_HEADERS: `x-team=a%20b,authorization=Bearer%20${HEADER}`,
    });
    await inSpan(
      `job ${HEADER}`,
      { attributes: { key: `sk_live_${'1a'.repeat(12)}`, unset: undefined } },
      async () => {},
    );
    await module!.close();
    const [span] = collector.spans;
    expect(span).toMatchObject({
      name: 'job [redacted]',
      kind: 1,
      attributes: { key: '[redacted]' },
      resource: { 'service.name': 'turnpike', 'service.version': '1.2.3', 'deployment.environment.name': 'test' },
    });
    expect(Object.keys(span!.attributes)).toEqual(['key']);
    expect(collector.headers[0]).toMatchObject({ 'x-team': 'a b', authorization: `Bearer ${HEADER}` });
  });

  it('are not recorded without an endpoint, nor after the end', async () => {
    await start({});
    expect(new Span('nothing').sampled).toBe(false);
    await module!.close();
    await start({ OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen() });
    expect(new Span('something').sampled).toBe(true);
    await module!.close();
    expect(new Span('nothing').sampled).toBe(false);
  });

  it('are as many as the settings say', async () => {
    await start({ OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen(), OTEL_TRACES_SAMPLER_ARG: '0' });
    expect(new Span('never').sampled).toBe(false);
  });

  it('are lost beyond what a queue holds when the collector hangs, and the end does not wait for it', async () => {
    collector.answers = 'hang';
    await start({ OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen() });
    for (let n = 0; n < 20_000; n += 1) new Span('many').end();
    await eventually(() => collector.headers.length > 0);
    const startedAt = performance.now();
    await module!.close();
    expect(performance.now() - startedAt).toBeLessThan(4500);
    expect(collector.headers.length).toBeLessThan(8);
  });

  it('that are refused again and again are told of once a minute, by status', async () => {
    collector.answers = 401;
    await start({ OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen() });
    for (let batches = 1; batches <= 3; batches += 1) {
      for (let n = 0; n < 512; n += 1) new Span('refused').end();
      await eventually(() => collector.headers.length >= batches);
    }
    await module!.close();
    expect(warned.mock.calls).toEqual([['The trace collector takes no spans (HTTP 401): 512 are lost']]);
  });
});

describe('the settings of traces', () => {
  const secure = { NODE_ENV: 'production' };
  const problemsOf = (environment: Record<string, string>): string[] => {
    try {
      configOf(environment);
      return [];
    } catch (error) {
      expect((error as Error).message).not.toContain(HEADER);
      return (error as ConfigurationError).problems.map(({ name, reason }) => `${name}: ${reason}`);
    }
  };

  it.each(['http://otel-collector:4318', 'http://127.0.0.1:4318', 'http://10.1.2.3:4318', 'https://otlp.example.com'])(
    'may name %s in production',
    (endpoint) => expect(problemsOf({ ...secure, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toEqual([]),
  );

  it.each([
    [
      'a public host without TLS',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otlp.example.com' },
      /ENDPOINT: must be https/,
    ],
    ['no address', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, /ENDPOINT: /],
    ['headers without names', { OTEL_EXPORTER_OTLP_HEADERS: HEADER }, /HEADERS: is not a list/],
    ['headers that are not encoded', { OTEL_EXPORTER_OTLP_HEADERS: `a=%${HEADER}` }, /HEADERS: is not a list/],
    ['a share above one', { OTEL_TRACES_SAMPLER_ARG: '1.5' }, /SAMPLER_ARG: /],
  ])('refuse %s', (_what, environment, problem) => {
    expect(problemsOf({ ...secure, ...environment })).toEqual([expect.stringMatching(problem)]);
  });

  it('know the values of headers for secrets, whole, decoded and without their scheme', () => {
    const { secrets } = configOf({ OTEL_EXPORTER_OTLP_HEADERS: `a=1234,authorization=Bearer%20${HEADER}` });
    expect(secrets).toEqual(expect.arrayContaining([`Bearer%20${HEADER}`, `Bearer ${HEADER}`, HEADER]));
  });
});
