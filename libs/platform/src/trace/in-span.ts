import { currentSpan, Span, type SpanOptions } from './span.js';

/** Runs work in a span of its own, a part of the current one unless `parent` is given. What the work throws fails the span. */
export async function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const span = new Span(name, { parent: currentSpan(), ...options });
  try {
    return await span.run(() => work(span));
  } catch (error) {
    span.meet(errorNameOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** The code of an error of ours, the name of any other; never its message. */
function errorNameOf(thrown: unknown): string {
  const { code, name } = (thrown ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : '_OTHER';
}
