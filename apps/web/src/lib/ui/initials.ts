/** "AL" for Ada Lovelace: what stands for somebody where there is no picture; without a name, of the address. */
export function initialsOf(name: string | null | undefined, email: string): string {
  const words = (name ?? '').split(/[\s·,.-]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!] : [words[0] ?? email];
  return letters
    .map((word) => [...word][0] ?? '')
    .join('')
    .toLocaleUpperCase();
}
