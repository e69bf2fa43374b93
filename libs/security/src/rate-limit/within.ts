/** Thrown when an answer did not come in time. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
}

/** The answer, if it comes in time. What has arrived while this process itself was busy is still in time. */
export function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // Timers come before what the network brought; an immediate comes after it.
    const patience = setTimeout(() => setImmediate(() => reject(new TooLate())), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(patience));
  });
}
