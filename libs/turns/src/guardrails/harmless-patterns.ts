import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { withoutAssertions } from './without-assertions.js';

/**
 * The most ways in which a pattern may match the same beginning of a text. An attempt on a text costs at most about so many
 * steps for each of its characters, which for the longest text is a tenth of a second.
 */
const MOST_WAYS = 1000;
/** How much thought one pattern is worth. In steps and not in time: the verdict must be the same on a busy machine. */
const MOST_STEPS = 5000;
/** For all patterns together. Harmless ones take some milliseconds each, the worst two tenths of a second. */
const MOST_MS = 5000;
const MOST_MEGABYTES = 256;

// The detector gives its memory back only when the program has paused. One letter for each pattern, as soon as it is known.
const script = `
const { isSafePattern } = require(process.argv[1]);
const { sources, limits } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
(async () => {
  for (const source of sources) {
    let safe = false;
    try { safe = isSafePattern(source, limits).safe; } catch {}
    process.stdout.write(safe ? 'y' : 'n');
    await new Promise(setImmediate);
  }
})();
`;

/**
 * Whether each pattern (case does not matter to it) takes steps in proportion to the length of a text, whatever the text. What
 * cannot be judged is not harmless. Asked of a process of its own, which may take only so much time and memory.
 */
export function areHarmless(patterns: string[]): boolean[] {
  if (patterns.length === 0) return [];
  const limits = { caseInsensitive: true, maxScore: MOST_WAYS, maxSteps: MOST_STEPS };
  const { stdout } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${MOST_MEGABYTES}`, '-e', script, createRequire(import.meta.url).resolve('redos-detector')],
    {
      input: JSON.stringify({ sources: patterns.map(withoutAssertions), limits }),
      env: {},
      timeout: MOST_MS,
      killSignal: 'SIGKILL',
      encoding: 'utf8',
    },
  );
  return patterns.map((_, index) => stdout?.[index] === 'y');
}
