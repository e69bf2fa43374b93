const MOST_CHARACTERS = 60;

/** A conversation's title: how its first message begins, in one line. */
export function titleOf(text: string): string {
  const characters = [...text.replace(/[\s\p{Cc}]+/gu, ' ').trim()];
  if (characters.length <= MOST_CHARACTERS) return characters.join('') || 'Untitled';
  return `${characters
    .slice(0, MOST_CHARACTERS - 1)
    .join('')
    .trimEnd()}…`;
}
