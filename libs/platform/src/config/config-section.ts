import type { z } from 'zod';
import type { ConfigProblem } from './config-problem.js';

/** Reads one variable of the environment or the file its `_FILE` form names; an unset one is undefined. */
export type ReadVariable = (name: string) => string | undefined;

/** What a good value looks like: of the whole field, or by the path of a key inside it (`''` is the field itself). */
type Example = string | Record<string, string>;

/** Where one property of a section comes from, and what it must look like. */
export interface ConfigField<S extends z.ZodType = z.ZodType> {
  from: 'environment' | 'yaml';
  name: string;
  schema: S;
  example?: Example;
  fallback?: (read: ReadVariable) => string | undefined;
}

type Fields = Record<string, ConfigField>;
type Values<F extends Fields> = { readonly [K in keyof F]: z.output<F[K]['schema']> };

/** A class that is both the type and the injection token of a library's slice of the configuration. */
export interface ConfigSection<F extends Fields = Fields> {
  new (): Values<F>;
  readonly fields: F;
}

/** A section whose class adds rules that concern several properties. They are asked only when each property is sound. */
export interface SectionWithRules extends ConfigSection {
  problems?(config: object): ConfigProblem[];
}

/**
 * Declares a library's slice of the configuration: `class BillingConfig extends configSection({ … }) {}`.
 * A static `problems(config)` may add rules, see `SectionWithRules`.
 */
export function configSection<F extends Fields>(fields: F) {
  return class {
    static readonly fields = fields;
  } as unknown as ConfigSection<F>;
}

/** A variable of the environment. `fallback` makes the value from other variables when it is unset. */
export const variable = <S extends z.ZodType>(
  name: string,
  schema: S,
  example?: string,
  fallback?: ConfigField['fallback'],
): ConfigField<S> => ({ from: 'environment', name, schema, example, fallback });

/** A top-level key of `config/turnpike.yaml`. */
export const setting = <S extends z.ZodType>(name: string, schema: S, example?: Example): ConfigField<S> => ({
  from: 'yaml',
  name,
  schema,
  example,
});
