/** A message's length beside what it may be. */
export interface Allowance {
  length: number;
  most: number;
  /** What a plan with long messages would allow, where it would help. */
  long: number | null;
  /** By how many characters it is too long. */
  over: number;
}

/** From this part of what is allowed on, it is worth counting. */
const NEAR = 0.8;

/** Null while there is plenty of room. Characters are code points, as the API counts them. */
export function allowanceOf(
  text: string,
  limits: { characters: number; longCharacters: number } | null,
  hasLongTurns: boolean,
): Allowance | null {
  if (!limits) return null;
  const most = hasLongTurns ? limits.longCharacters : limits.characters;
  if (text.length < most * NEAR) return null;
  let length = 0;
  for (const _ of text) length += 1;
  if (length < most * NEAR) return null;
  const helps = !hasLongTurns && length <= limits.longCharacters;
  return { length, most, long: helps ? limits.longCharacters : null, over: Math.max(0, length - most) };
}
