import type { List } from '../types.js';

/** A Stripe list, complete, as it stands inside another object. */
export function listOf<T>(data: T[], url: string): List<T> {
  return { object: 'list', data, has_more: false, url };
}
