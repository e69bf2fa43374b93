import type { Metadata } from '../types.js';
import { invalid, missing } from './stripe.errors.js';

export type Param = string | Param[] | Params;
export interface Params {
  [name: string]: Param;
}

const deepestNesting = 8;

/** Reads a form in Stripe's notation: `items[0][price]=x`, `expand[]=y`, `metadata[key]=z`. */
export function parseForm(text: string): Params {
  const root = emptyGroup();
  for (const [name, value] of new URLSearchParams(text)) {
    const [first = '', ...rest] = name.split('[').map((part) => part.replace(/\]$/, ''));
    place(root, [first, ...rest].slice(0, deepestNesting), value);
  }
  return withLists(root) as Params;
}

/** The parameter as text; an empty one counts as absent, as it does with Stripe. */
export function text(params: Params, name: string): string | null {
  const value = params[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function requiredText(params: Params, name: string): string {
  const value = text(params, name);
  if (value === null) throw missing(name);
  return value;
}

export function flag(params: Params, name: string): boolean | null {
  const value = text(params, name);
  if (value === null) return null;
  if (value !== 'true' && value !== 'false') throw invalid(name, `Invalid boolean: ${value}`);
  return value === 'true';
}

export function integer(params: Params, name: string): number | null {
  const value = text(params, name);
  if (value === null) return null;
  if (!/^-?\d{1,12}$/.test(value)) throw invalid(name, `Invalid integer: ${value}`, 'parameter_invalid_integer');
  return Number(value);
}

/** A nested group of parameters; empty when absent. */
export function group(params: Params, name: string): Params {
  const value = params[name];
  return value && typeof value === 'object' && !Array.isArray(value) ? value : emptyGroup();
}

/** A list of parameter groups, such as `items` or `line_items`. */
export function rows(params: Params, name: string): Params[] {
  const value = params[name];
  return Array.isArray(value)
    ? value.filter((row): row is Params => typeof row === 'object' && !Array.isArray(row))
    : [];
}

/** A list of texts, such as `expand` or `enabled_events`. */
export function texts(params: Params, name: string): string[] {
  const value = params[name];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

/** `kept` with the metadata of the request put in; an empty value takes a key away. */
export function mergeMetadata(params: Params, kept: Metadata = {}): Metadata {
  if (params.metadata === '') return {};
  const merged = { ...kept };
  for (const [key, value] of Object.entries(group(params, 'metadata'))) {
    if (value === '') delete merged[key];
    else if (typeof value === 'string') merged[key] = value;
  }
  return merged;
}

// Without a prototype, a parameter called `__proto__` or `constructor` is only a parameter.
function emptyGroup(): Params {
  return Object.create(null) as Params;
}

function place(into: Params, path: string[], value: string): void {
  const [name = '', ...rest] = path;
  const key = name === '' ? String(Object.keys(into).length) : name;
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const inner = into[key];
  const next = inner && typeof inner === 'object' ? (inner as Params) : emptyGroup();
  into[key] = next;
  place(next, rest, value);
}

function withLists(value: Param): Param {
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value as Params).map(([key, inner]) => [key, withLists(inner)] as const);
  if (entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key))) {
    return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner);
  }
  return Object.assign(emptyGroup(), Object.fromEntries(entries));
}
