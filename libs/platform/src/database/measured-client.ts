import { channel } from 'node:diagnostics_channel';
import { types } from 'node:util';
import pg from 'pg';

/** One statement that the database was asked: its verb, how long it took in seconds, and what went wrong, if anything did. */
export interface DatabaseOperation {
  text: string;
  seconds: number;
  error?: unknown;
}

/** Where every statement of the program is told of, once it has ended; without a subscriber it costs nothing. */
export const databaseOperations = channel('turnpike:database-operations');

type Callback = (error: Error | null, result?: unknown) => void;

/** A connection that tells of its statements; TypeORM's and the prepared ones alike, for they share the pool. */
export class MeasuredClient extends pg.Client {
  // pg has eight forms of this; what they share is a first argument with the text, and a promise or a last callback.
  override query(...given: unknown[]): never {
    const ask = super.query as (...args: unknown[]) => unknown;
    if (!databaseOperations.hasSubscribers) return ask.apply(this, given) as never;
    const text = textOf(given[0]);
    const startedAt = performance.now();
    const tell = (error?: unknown) =>
      databaseOperations.publish({ text, seconds: (performance.now() - startedAt) / 1000, error });

    const last = given.at(-1);
    if (typeof last === 'function') {
      const callback: Callback = (error, result) => {
        tell(error ?? undefined);
        (last as Callback)(error, result);
      };
      return ask.apply(this, [...given.slice(0, -1), callback]) as never;
    }
    const answer = ask.apply(this, given);
    if (types.isPromise(answer)) answer.then(() => tell(), tell);
    return answer as never;
  }
}

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : String((query as { text?: unknown } | null)?.text ?? '');
