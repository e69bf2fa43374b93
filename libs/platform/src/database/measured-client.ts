import { types } from 'node:util';
import pg from 'pg';

/** One statement that the database was asked: its verb, how long it took in seconds, and what went wrong, if anything did. */
export interface DatabaseOperation {
  text: string;
  seconds: number;
  error?: unknown;
}

type Callback = (error: Error | null, result?: unknown) => void;

let tell: ((operation: DatabaseOperation) => void) | undefined;

/** Has a listener told of every statement of the program, once it has ended; nobody, and it costs nothing. */
export function hearDatabaseOperations(listener: typeof tell): void {
  tell = listener;
}

/** A connection that tells of its statements; TypeORM's and the prepared ones alike, for they share the pool. */
export class MeasuredClient extends pg.Client {
  // pg has eight forms of this; what they share is a first argument with the text, and a promise or a last callback.
  override query(...given: unknown[]): never {
    const ask = super.query as (...args: unknown[]) => unknown;
    const listener = tell;
    if (!listener) return ask.apply(this, given) as never;
    const text = textOf(given[0]);
    const startedAt = performance.now();
    const ended = (error?: unknown) => listener({ text, seconds: (performance.now() - startedAt) / 1000, error });

    const last = given.at(-1);
    if (typeof last === 'function') {
      const callback: Callback = (error, result) => {
        ended(error ?? undefined);
        (last as Callback)(error, result);
      };
      return ask.apply(this, [...given.slice(0, -1), callback]) as never;
    }
    const answer = ask.apply(this, given);
    if (types.isPromise(answer)) answer.then(() => ended(), ended);
    return answer as never;
  }
}

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : String((query as { text?: unknown } | null)?.text ?? '');
