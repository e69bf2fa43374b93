import { readFileSync } from 'node:fs';
import type { ConfigProblem } from './config-problem.js';
import type { ReadVariable } from './config-section.js';

export type Environment = Record<string, string | undefined>;

/**
 * Reads variables, from `NAME` or from the file that `NAME_FILE` names (Docker and Kubernetes secrets).
 * Both set, or a file that cannot be read, is noted in `problems`.
 */
export function environmentReader(environment: Environment, problems: ConfigProblem[]): ReadVariable {
  const known = new Map<string, string | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, readVariable(environment, name, problems));
    return known.get(name);
  };
}

function readVariable(environment: Environment, name: string, problems: ConfigProblem[]): string | undefined {
  const value = environment[name] || undefined;
  const file = environment[`${name}_FILE`];
  if (!file) return value;
  if (value !== undefined) {
    problems.push({ name, reason: `set twice, as ${name} and as ${name}_FILE`, example: `only ${name}_FILE` });
    return value;
  }
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    problems.push({
      name: `${name}_FILE`,
      reason: 'names a file that cannot be read',
      example: `/run/secrets/${name.toLowerCase()}`,
    });
    return undefined;
  }
}

const PLACEHOLDER = /\$\{([A-Z][A-Z0-9_]*)\}/g;

/** Fills `${NAME}` in every string of a parsed YAML document; an unset name becomes an empty string. */
export function fillPlaceholders(value: unknown, read: ReadVariable): unknown {
  if (typeof value === 'string') return value.replace(PLACEHOLDER, (_, name: string) => read(name) ?? '');
  if (Array.isArray(value)) return value.map((item) => fillPlaceholders(item, read));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillPlaceholders(item, read)]));
}

/** The variable whose placeholder is the whole value at this path of the raw YAML document, if there is one. */
export function placeholderAt(document: unknown, path: PropertyKey[]): string | undefined {
  let at = document;
  for (const key of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return typeof at === 'string' ? /^\$\{([A-Z][A-Z0-9_]*)\}$/.exec(at)?.[1] : undefined;
}
