import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { ConfigurationError, type ConfigProblem } from './config-problem.js';
import type { ConfigField, ConfigSection, ReadVariable, SectionWithRules } from './config-section.js';
import { parseSettings } from './parse-settings.js';
import { secretsIn } from './secret-values.js';
import { environmentReader, fillPlaceholders, placeholderAt, type Environment } from './environment-reader.js';

/** The sections that were asked for, each checked and frozen, by their class. */
export class LoadedConfig {
  /** `secrets` are the values that nobody may repeat, for whoever writes a log. */
  constructor(
    private readonly values: Map<ConfigSection, object>,
    readonly secrets: readonly string[],
  ) {}

  /** Throws when the section was not loaded: a library must list its sections with its module. */
  get<S extends new () => object>(section: S): InstanceType<S> {
    const value = this.values.get(section as unknown as ConfigSection);
    if (!value) throw new Error(`${section.name} was not loaded`);
    return value as InstanceType<S>;
  }

  entries() {
    return [...this.values.entries()];
  }
}

type Sections = (new () => object)[];

/**
 * Reads the YAML file and the environment, and checks every section; which ones may depend on the document.
 * Throws one `ConfigurationError` that lists all problems of all sections.
 */
export function loadConfig(
  wanted: Sections | ((document: Record<string, unknown>) => Sections),
  environment: Environment,
): LoadedConfig {
  const problems: ConfigProblem[] = [];
  const secrets = new Set<string>();
  const reader = environmentReader(environment, problems);
  const read = (name: string) => {
    const value = reader(name);
    for (const secret of secretsIn(name, value ?? '')) secrets.add(secret);
    return value;
  };
  const raw = readYaml(environment.CONFIG_FILE || 'config/turnpike.yaml', problems);
  const filled = fillPlaceholders(raw ?? {}, read) as Record<string, unknown>;
  const source = { raw: raw ?? {}, readable: raw !== undefined, filled, read };
  const values = new Map<ConfigSection, object>();
  const sections = typeof wanted === 'function' ? wanted(source.filled) : wanted;
  for (const section of sections as unknown as ConfigSection[]) values.set(section, check(section, source, problems));
  if (problems.length > 0) throw new ConfigurationError(unique(problems));
  return new LoadedConfig(values, [...secrets].filter(Boolean));
}

interface Source {
  raw: Record<string, unknown>;
  /** False when there was nothing to read: what the file should have said is then no problem of its own. */
  readable: boolean;
  filled: Record<string, unknown>;
  read: ReadVariable;
}

function check(section: ConfigSection, source: Source, problems: ConfigProblem[]): object {
  const config = Object.create(section.prototype as object) as Record<string, unknown>;
  let sound = true;
  for (const [property, field] of Object.entries(section.fields)) {
    const parsed = field.schema.safeParse(valueOf(field, source));
    if (parsed.success) config[property] = parsed.data;
    else {
      sound = false;
      if (field.from === 'yaml' && !source.readable) continue;
      problems.push(...parsed.error.issues.map((issue) => describe(field, issue, source)));
    }
  }
  if (sound) problems.push(...((section as SectionWithRules).problems?.(config) ?? []));
  return Object.freeze(config);
}

const valueOf = (field: ConfigField, { filled, read }: Source) =>
  field.from === 'yaml' ? filled[field.name] : (read(field.name) ?? field.fallback?.(read));

function describe(field: ConfigField, issue: z.core.$ZodIssue, source: Source): ConfigProblem {
  const path = field.from === 'yaml' ? [field.name, ...issue.path] : [field.name];
  const name = placeholderAt(source.raw, path) ?? path.map(String).join('.');
  const given = valueAt(valueOf(field, source), issue.path);
  return { name, reason: given === undefined ? 'is missing' : issue.message, example: exampleOf(field, issue.path) };
}

const valueAt = (value: unknown, path: PropertyKey[]) =>
  path.reduce((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value);

/** One example for the whole field, or one for each of its keys. */
function exampleOf({ example }: ConfigField, path: PropertyKey[]): string | undefined {
  return typeof example === 'object' ? (example[path.map(String).join('.')] ?? example['']) : example;
}

function readYaml(file: string, problems: ConfigProblem[]): Record<string, unknown> | undefined {
  try {
    const document: unknown = parseSettings(readFileSync(file, 'utf8'));
    if (document && typeof document === 'object' && !Array.isArray(document))
      return document as Record<string, unknown>;
    problems.push({ name: 'CONFIG_FILE', reason: 'is not a YAML mapping', example: 'config/turnpike.yaml' });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ? 'names a file that cannot be read' : 'is not valid YAML';
    problems.push({ name: 'CONFIG_FILE', reason, example: 'config/turnpike.yaml' });
  }
  return undefined;
}

const unique = (problems: ConfigProblem[]) => [
  ...new Map(problems.map((problem) => [`${problem.name} ${problem.reason}`, problem])).values(),
];
