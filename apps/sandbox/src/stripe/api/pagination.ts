import { listOf } from '../resources/list.js';
import type { List, Resource } from '../types.js';
import { group, integer, text, type Params } from './params.js';
import { invalid } from './stripe.errors.js';

/** One page of `resources`, newest first, as `limit`, `starting_after`, `ending_before` and `created` ask for. */
export function page<T extends Resource>(resources: T[], params: Params, url: string): List<T> {
  const limit = integer(params, 'limit') ?? 10;
  if (limit < 1 || limit > 100) throw invalid('limit', 'Invalid integer: it must be between 1 and 100.');
  const all = resources.filter((resource) => createdWithin(resource, params)).reverse();
  const after = text(params, 'starting_after');
  const before = text(params, 'ending_before');
  if (before) {
    const end = positionOf(all, before, 'ending_before');
    const start = Math.max(0, end - limit);
    return { ...listOf(all.slice(start, end), url), has_more: start > 0 };
  }
  const start = after ? positionOf(all, after, 'starting_after') + 1 : 0;
  return { ...listOf(all.slice(start, start + limit), url), has_more: start + limit < all.length };
}

function positionOf(resources: Resource[], id: string, param: string): number {
  const position = resources.findIndex((resource) => resource.id === id);
  if (position < 0) throw invalid(param, `No such object: '${id}'`, 'resource_missing');
  return position;
}

function createdWithin(resource: Resource, params: Params): boolean {
  const created = Number(resource.created);
  if (text(params, 'created') !== null) return created === integer(params, 'created');
  const range = group(params, 'created');
  const holds = (name: string, compare: (limit: number) => boolean) => {
    const limit = integer(range, name);
    return limit === null || compare(limit);
  };
  return (
    holds('gt', (limit) => created > limit) &&
    holds('gte', (limit) => created >= limit) &&
    holds('lt', (limit) => created < limit) &&
    holds('lte', (limit) => created <= limit)
  );
}
