import type { Fields, Resource } from '../types.js';
import { limitIn } from './pagination.js';
import { requiredText, text, type Params } from './params.js';
import { invalid } from './stripe.errors.js';

const clausePattern = /^(-?)\s*(\w+)(?:\[["']([^"']*)["']\])?\s*(:|>=|<=|>|<|~)\s*(?:["'](.*)["']|(\d+|null))$/;

/** A page of those that a query in Stripe's language finds: clauses joined by AND or by OR, not both. */
export function search(resources: Resource[], params: Params, url: string): Fields {
  const found = resources.filter((resource) => !resource.deleted).filter(matcherOf(requiredText(params, 'query')));
  const start = Number(text(params, 'page') ?? 0);
  if (!Number.isInteger(start) || start < 0) throw invalid('page', 'Not a page of this search.');
  const end = start + limitIn(params);
  const has_more = end < found.length;
  return {
    object: 'search_result',
    data: found.reverse().slice(start, end),
    has_more,
    next_page: has_more ? String(end) : null,
    total_count: found.length,
    url,
  };
}

function matcherOf(query: string): (resource: Resource) => boolean {
  const isEither = / or /i.test(query);
  const clauses = query.split(isEither ? / or /i : / and /i).map(clauseOf);
  return (resource) =>
    isEither ? clauses.some((holds) => holds(resource)) : clauses.every((holds) => holds(resource));
}

function clauseOf(words: string): (resource: Resource) => boolean {
  const [, not, field = '', key, operator = ':', quoted, bare] = clausePattern.exec(words.trim()) ?? [];
  if (!field) throw invalid('query', `We were unable to parse your search query: ${words}`);
  const wanted = quoted ?? bare ?? '';
  return (resource) => {
    const whole = resource[field];
    const value = key === undefined ? whole : (whole as Fields | undefined)?.[key];
    return compare(value ?? null, operator, wanted) !== (not === '-');
  };
}

function compare(value: unknown, operator: string, wanted: string): boolean {
  switch (operator) {
    case '>':
      return Number(value) > Number(wanted);
    case '<':
      return Number(value) < Number(wanted);
    case '>=':
      return Number(value) >= Number(wanted);
    case '<=':
      return Number(value) <= Number(wanted);
    case '~':
      return String(value).toLowerCase().includes(wanted.toLowerCase());
    default:
      return String(value).toLowerCase() === wanted.toLowerCase();
  }
}
