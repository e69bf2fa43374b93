/** A copy that later changes to the original do not reach. Everything here is plain JSON, so it is made through JSON. */
export function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
