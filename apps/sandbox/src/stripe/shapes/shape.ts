/** Where each value of an object stands, and of what type it is: `items.data[].price.id` → `string`. */
export type Shape = Map<string, string>;

/** The shape of a JSON value. Of a list the first entry counts; `null` tells nothing about the type. */
export function shapeOf(value: unknown, path = '', shape: Shape = new Map()): Shape {
  if (path) shape.set(path, typeOf(value));
  if (Array.isArray(value)) {
    if (value.length > 0) shapeOf(value[0], `${path}[]`, shape);
  } else if (value && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) shapeOf(inner, path ? `${path}.${key}` : key, shape);
  }
  return shape;
}

/** What `actual` lacks or has otherwise than `expected`; where either is null or an empty list, nothing can be said. */
export function differences(expected: Shape, actual: Shape): string[] {
  return [...expected].flatMap(([path, type]) => {
    const found = actual.get(path);
    if (found === undefined) return isBelowNothing(path, actual) ? [] : [`${path} is missing`];
    return found === 'null' || type === 'null' || found === type ? [] : [`${path} is ${found}, not ${type}`];
  });
}

function isBelowNothing(path: string, actual: Shape): boolean {
  const ends = [...path.matchAll(/\[\]|\./g)].map((separator) => path.slice(0, separator.index));
  const nearest = ends.findLast((ancestor) => actual.has(ancestor));
  return nearest !== undefined && ['null', 'array'].includes(actual.get(nearest) as string);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
