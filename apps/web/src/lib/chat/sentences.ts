/** The part of an answer that ends with a whole sentence or line, as words to be read aloud. */
export function spokenUpTo(answer: string, from: number, finished: boolean): { words: string; end: number } {
  const rest = answer.slice(from);
  const ends = [...rest.matchAll(/[.!?:](?=\s)|\n+/g)].at(-1);
  const length = finished ? rest.length : ends ? ends.index + ends[0].length : 0;
  const words = rest
    .slice(0, length)
    .replace(/```\w*/g, ' ')
    .replace(/\[([^[\]]*)\]\([^)]{0,2000}\)/g, '$1')
    .replace(/[*_`#>|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return { words, end: from + length };
}
