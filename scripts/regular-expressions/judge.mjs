// Which regular expressions can take steps without end: a repeated part that matches the same text in two ways.
import { isSafePattern } from 'redos-detector';

/** Only what is repeated as a whole can do so exponentially; the lint finds what grows with a power of the length. */
const REPEATED_GROUP = /\)(?:[*+]|\{\d)/;
/**
 * In ways to match one text, and in steps of thought: the verdict must be the same on a busy machine. What is harmless has one
 * or two ways and takes some hundred steps at most; a step of what is not can take milliseconds and megabytes.
 */
const LIMITS = { maxScore: 10, maxSteps: 500 };

/** Whether an expression takes about as many steps as its text has characters. What cannot be judged does not. */
export function isHarmless({ pattern, flags }) {
  if (!REPEATED_GROUP.test(pattern)) return true;
  const unicode = /[uv]/.test(flags);
  // The detector knows no letters that differ in case only once all of Unicode is in.
  const options = { unicode, caseInsensitive: flags.includes('i') && !unicode };
  const modes = { dotAll: flags.includes('s'), multiLine: flags.includes('m') };
  try {
    // From one place only: looking for a beginning everywhere is the lint's business again.
    return isSafePattern(`^(?:${pattern})`, { ...options, ...modes, ...LIMITS }).safe;
  } catch {
    return false;
  }
}
