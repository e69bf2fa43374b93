/** A place in a square of 100 by 100, from the top left corner; without `y` nothing is known there. */
export interface Point {
  x: number;
  y: number | null;
}

type Known = [x: number, y: number];

/** The line through the points, as an SVG path. It breaks where nothing is known. */
export const lineThrough = (points: readonly Point[]): string => unbroken(points).map(draw).join('');

/** The points that have no neighbour to draw a line to; round caps make them dots. */
export const dotsAmong = (points: readonly Point[]): string =>
  unbroken(points)
    .filter(({ length }) => length === 1)
    .map((part) => `${draw(part)}h0`)
    .join('');

/** What lies between the line and the ground. */
export const areaUnder = (points: readonly Point[]): string =>
  unbroken(points)
    .map((part) => `${draw(part)}L${part.at(-1)![0]} 100L${part[0]![0]} 100Z`)
    .join('');

const draw = (part: readonly Known[]) => `M${part.map(([x, y]) => `${x} ${y}`).join('L')}`;

function unbroken(points: readonly Point[]): Known[][] {
  const parts: Known[][] = [[]];
  for (const { x, y } of points) {
    if (y !== null) parts.at(-1)!.push([rounded(x), rounded(y)]);
    else parts.push([]);
  }
  return parts.filter((part) => part.length > 0);
}

const rounded = (value: number) => Math.round(value * 100) / 100;
