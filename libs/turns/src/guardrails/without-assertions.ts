/** An escape, a class, which may lack its end, or an anchor: what must be read as one piece. */
const PIECE = /\\[^]|\[(?:\\[^]|[^\]\\])*\]?|[$^]/g;
const ASSERTIONS = new Set(['\\b', '\\B', '^', '$']);

/**
 * A pattern with at least as many ways through every text, for the detector: that takes a way on which `^`, `$` or `\b` cannot
 * hold for no way at all, where a matcher goes all of it and comes back. Here they always hold, and what stands at the end may
 * fail instead. Only a `^` that everything begins with stays, for without it a pattern is tried at every place.
 */
export function withoutAssertions(source: string): string {
  let found = false;
  const isAnchored = source.startsWith('^') && !source.includes('|');
  const rest = source.slice(isAnchored ? 1 : 0).replace(PIECE, (piece) => {
    if (!ASSERTIONS.has(piece)) return piece;
    found = true;
    return '(?:)';
  });
  return `${isAnchored ? '^' : ''}${found ? `(?:${rest})\\uE000` : rest}`;
}
