import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { currentTrace, traceHeaders } from './current-trace.js';
import { inSpan } from './in-span.js';
import { currentSpan, outsideOfSpans, Span } from './span.js';
import { recordSpansWith, type EndedSpan } from './span-recorder.js';
import { jest } from '@jest/globals';

const recorded: EndedSpan[] = [];
const recordAll = (ratio = 1) => recordSpansWith({ ratio, record: (span) => void recorded.push(span) });
afterEach(() => {
  recordSpansWith(undefined);
  recorded.length = 0;
  jest.restoreAllMocks();
});

const caller = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true };
class Planted extends Error {
  readonly code = 'planted';
}

describe('a span', () => {
  it('is the current one for whatever its work does, and for nobody else', async () => {
    const seen: unknown[] = [];
    const note = async (span: Span) => {
      await turnOfTheLoop();
      seen.push(currentSpan() === span);
    };
    await Promise.all([inSpan('one', {}, note), inSpan('two', {}, note)]);
    expect([seen, currentSpan(), currentTrace(), traceHeaders()]).toEqual([[true, true], undefined, undefined, {}]);
  });

  it('has ids of its own that stay, in the trace of its parent, for the same request', async () => {
    const outer = new Span('outer', { requestId: 'request-0001' });
    await outer.run(() =>
      inSpan('inner', {}, async (inner) => {
        expect(currentTrace()).toEqual({
          traceId: outer.traceId,
          spanId: inner.spanId,
          sampled: false,
          requestId: 'request-0001',
        });
        expect(traceHeaders()).toEqual({ traceparent: `00-${outer.traceId}-${inner.spanId}-00` });
        expect(inner.spanId).not.toBe(outer.spanId);
      }),
    );
    const others = Array.from({ length: 2000 }, () => new Span('other'));
    expect(new Set(others.map(({ traceId }) => traceId)).size).toBe(2000);
    for (const { traceId, spanId } of others) expect(`${traceId}${spanId}`).toMatch(/^[0-9a-f]{48}$/);
  });

  it('goes on with what a caller sent', () => {
    const span = new Span('request', { parent: { ...caller, state: 'vendor=1' } });
    expect([span.traceId, span.state]).toEqual([caller.traceId, 'vendor=1']);
    expect(span.spanId).not.toBe(caller.spanId);
  });

  it('may set off work that belongs to nobody', () => {
    new Span('request').run(() => outsideOfSpans(() => expect(currentSpan()).toBeUndefined()));
  });
});

describe('a span that is recorded', () => {
  it('says what it was, when, in what, and how it ended', async () => {
    recordAll();
    await inSpan('outer', { parent: caller, kind: 'server', attributes: { a: 1 } }, async (outer) => {
      await inSpan('inner', { kind: 'client' }, async () => Promise.reject(new Planted('a secret'))).catch(() => null);
      outer.set({ b: 'two' });
      outer.rename('better');
    });
    const [inner, outer] = recorded;
    expect(outer).toMatchObject({
      name: 'better',
      kind: 'server',
      traceId: caller.traceId,
      parentSpanId: caller.spanId,
      parentIsRemote: true,
      attributes: { a: 1, b: 'two' },
      failed: false,
    });
    expect(inner).toMatchObject({
      kind: 'client',
      parentSpanId: outer!.spanId,
      parentIsRemote: false,
      attributes: { 'error.type': 'planted' },
      failed: true,
    });
    expect(JSON.stringify(recorded)).not.toContain('secret');
    expect(inner!.startedAt).toBeGreaterThanOrEqual(outer!.startedAt);
    expect(inner!.endedAt).toBeLessThanOrEqual(outer!.endedAt);
  });

  it('keeps its times when the clock is set', async () => {
    recordAll();
    await inSpan('outer', {}, async () => {
      jest.spyOn(Date, 'now').mockReturnValue(0);
      await inSpan('inner', {}, async () => {});
    });
    const [inner, outer] = recorded;
    expect(inner!.startedAt).toBeGreaterThanOrEqual(outer!.startedAt);
    expect(outer!.endedAt).toBeGreaterThan(Date.parse('2020-01-01'));
  });

  it('ends with the last of the work that nobody waits for, once', async () => {
    recordAll();
    const work = Promise.withResolvers<void>();
    const span = new Span('turn');
    span.until(work.promise);
    span.end();
    expect(recorded).toEqual([]);
    work.reject(new Error('failed'));
    await turnOfTheLoop();
    span.end();
    expect(recorded.map(({ name }) => name)).toEqual(['turn']);
  });

  it('names the first error that it met, and has failed if one was a fault', () => {
    recordAll();
    const refused = new Span('refused');
    refused.meet('not_found', false);
    refused.end();
    const failed = new Span('failed');
    failed.meet('llm_unavailable');
    failed.meet('500');
    failed.end();
    expect(recorded).toMatchObject([
      { failed: false, attributes: {} },
      { failed: true, attributes: { 'error.type': 'llm_unavailable' } },
    ]);
    expect(recorded[0]!.attributes).not.toHaveProperty('error.type');
    expect([refused.errorType, failed.errorType]).toEqual(['not_found', 'llm_unavailable']);
  });
});

describe('whether a trace is recorded', () => {
  const sampled = (span: Span) => span.sampled;

  it('is decided where it begins here, and holds for all of it', () => {
    recordAll(0.5);
    jest.spyOn(Math, 'random').mockReturnValueOnce(0.49).mockReturnValueOnce(0.5).mockReturnValue(0.99);
    const [yes, no] = [new Span('yes'), new Span('no')];
    expect([yes, no].map(sampled)).toEqual([true, false]);
    expect([new Span('of yes', { parent: yes }), new Span('of no', { parent: no })].map(sampled)).toEqual([
      true,
      false,
    ]);
  });

  it('a caller may decline, and cannot demand', () => {
    recordAll(0.1);
    const random = jest.spyOn(Math, 'random').mockReturnValue(0);
    expect(new Span('declined', { parent: { ...caller, sampled: false } }).sampled).toBe(false);
    expect(new Span('by chance', { parent: caller }).sampled).toBe(true);
    random.mockReturnValue(0.2);
    expect(new Span('demanded', { parent: caller }).sampled).toBe(false);
  });

  it('is never the case where nobody records, whatever a caller says', () => {
    const span = new Span('request', { parent: caller, attributes: { a: 1 } });
    span.end();
    expect([span.sampled, span.run(traceHeaders).traceparent!.slice(-3)]).toEqual([false, '-00']);
  });
});
