import { types } from 'node:util';

const DEEPEST = 3;

/** What the log may hold of an error. */
interface DescribedError {
  type: string;
  reason?: string;
  message?: string;
  stack?: string;
  cause?: DescribedError;
}

/**
 * What happened and where: type, code, message, stack and causes, without anything they quote. Node, Postgres and
 * providers quote what they were given, which is what people wrote, and carry it in properties of their own.
 * `scrub` sees the message while it is whole: a secret may itself hold a quote.
 */
export function describeError(thrown: unknown, scrub = (text: string) => text, depth = 1): DescribedError {
  if (!isError(thrown)) return { type: typeof thrown };
  const { name, message, stack = '', cause, code } = thrown as Error & { code?: unknown };
  const words = withoutQuotes(scrub(message));
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  return {
    type: name,
    ...(typeof code === 'string' ? { reason: code } : {}),
    message: words,
    stack: [`${name}: ${words}`, ...frames].join('\n'),
    ...(cause === undefined || depth === DEEPEST ? {} : { cause: describeError(cause, scrub, depth + 1) }),
  };
}

/** The fields of a log line, each error in them described. What was thrown and is no error is only named. */
export function describeErrorsIn(line: Record<string, unknown>, scrub: (text: string) => string) {
  const errors = Object.entries(line).filter(([name, value]) => isError(value) || (name === 'err' && value !== null));
  if (errors.length === 0) return line;
  // As something that does not look like an error, or pino's own serializer would describe the description.
  const described = errors.map(([name, thrown]) => [name, { toJSON: () => describeError(thrown, scrub) }]);
  return { ...line, ...Object.fromEntries(described) };
}

// The system's own errors may be of another realm, where `instanceof` does not look.
const isError = (thrown: unknown): thrown is Error => thrown instanceof Error || types.isNativeError(thrown);

/** Node says last what it received, Postgres and JSON.parse put it into quotes, and a quote may be cut off at its end. */
const withoutQuotes = (message: string) =>
  message.replace(/\bReceived\b[^]*$/, 'Received …').replace(/"[^"]*(?:"|$)/g, '"…"');
