// For `node --import`: a SIGUSR2 ends the program by an error that holds everything it should not.
import { readFileSync } from 'node:fs';

process.on('SIGUSR2', () => {
  const { kind, words, unparsable } = JSON.parse(readFileSync(process.env.CRASH_FILE, 'utf8'));
  const error = Object.assign(new Error(words, { cause: causeOf(unparsable) }), { detail: unparsable, query: words });
  if (kind === 'rejection') void Promise.reject(error);
  else
    setImmediate(() => {
      throw error;
    });
});

/** JSON.parse says in its message what it was given. */
function causeOf(unparsable) {
  try {
    return JSON.parse(unparsable);
  } catch (error) {
    return error;
  }
}
