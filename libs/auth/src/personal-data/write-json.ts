const ENOUGH_CHARACTERS = 16_384;

/**
 * The JSON of a value, in pieces. Beside what JSON knows it may have promises, functions that make a value when it is its
 * turn, and async iterables, which become arrays; of these only one item is in memory at a time.
 */
export async function* writeJson(value: unknown): AsyncGenerator<string> {
  let piece = '';
  for await (const token of tokensOf(value)) {
    piece += token;
    if (piece.length < ENOUGH_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

async function* tokensOf(given: unknown): AsyncGenerator<string> {
  const value: unknown = await (typeof given === 'function' ? (given as () => unknown)() : given);
  if (isAsyncIterable(value)) {
    let separator = '[';
    for await (const item of value) {
      yield separator;
      yield* tokensOf(item);
      separator = ',';
    }
    yield separator === '[' ? '[]' : ']';
  } else if (isRecord(value) && Object.values(value).some(isMadeLater)) {
    let separator = '{';
    for (const [key, part] of Object.entries(value)) {
      yield `${separator}${JSON.stringify(key)}:`;
      yield* tokensOf(part);
      separator = ',';
    }
    yield '}';
  } else yield JSON.stringify(value) ?? 'null';
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  isRecord(value) && Symbol.asyncIterator in value;
const isMadeLater = (value: unknown) =>
  typeof value === 'function' || value instanceof Promise || isAsyncIterable(value);
