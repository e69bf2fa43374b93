import { listOf } from '../resources/list.js';
import type { Fields, List, Resource } from '../types.js';
import { group, integer, text, type Params } from './params.js';
import { invalid } from './stripe.errors.js';

/**
 * One page of `resources`, newest first, as `limit`, `starting_after`, `ending_before` and `created` ask for. `wanted`
 * holds the list's other filters: a cursor may point at something that they leave out, as it may with Stripe when an
 * object has changed since the last page.
 */
export function page<T extends Resource>(
  resources: T[],
  params: Params,
  url: string,
  wanted: (resource: T) => boolean = () => true,
): List<T> {
  const limit = limitIn(params);
  const all = [...resources].reverse();
  const matching = (slice: T[]) => slice.filter((resource) => within(resource, params, 'created') && wanted(resource));
  const before = text(params, 'ending_before');
  if (before) {
    const earlier = matching(all.slice(0, positionOf(all, before, 'ending_before')));
    return { ...listOf(earlier.slice(-limit), url), has_more: earlier.length > limit };
  }
  const after = text(params, 'starting_after');
  const later = matching(all.slice(after ? positionOf(all, after, 'starting_after') + 1 : 0));
  return { ...listOf(later.slice(0, limit), url), has_more: later.length > limit };
}

/** How many entries a page may have. */
export function limitIn(params: Params): number {
  const limit = integer(params, 'limit') ?? 10;
  if (limit < 1 || limit > 100) throw invalid('limit', 'Invalid integer: it must be between 1 and 100.');
  return limit;
}

/** A filter for those whose fields are what the parameters of the same names say; absent ones let everything through. */
export function having(params: Params, ...names: string[]): (resource: Fields) => boolean {
  const asked = names.map((name) => [name, text(params, name)] as const).filter(([, value]) => value !== null);
  return (resource) => asked.every(([name, value]) => String(resource[name]) === value);
}

/** Whether a moment lies where its parameter wants it: an exact number, or a range of `gt`, `gte`, `lt`, `lte`. */
export function within(resource: Fields, params: Params, name: string): boolean {
  const moment = Number(resource[name]);
  if (text(params, name) !== null) return moment === integer(params, name);
  const range = group(params, name);
  const holds = (bound: string, compare: (limit: number) => boolean) => {
    const limit = integer(range, bound);
    return limit === null || compare(limit);
  };
  return (
    holds('gt', (limit) => moment > limit) &&
    holds('gte', (limit) => moment >= limit) &&
    holds('lt', (limit) => moment < limit) &&
    holds('lte', (limit) => moment <= limit)
  );
}

function positionOf(resources: Resource[], id: string, param: string): number {
  const position = resources.findIndex((resource) => resource.id === id);
  if (position < 0) throw invalid(param, `No such object: '${id}'`, 'resource_missing');
  return position;
}
