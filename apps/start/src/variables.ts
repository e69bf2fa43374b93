import { readFileSync } from 'node:fs';

export type Environment = Record<string, string | undefined>;

/** The value of `NAME`, or of the file that `NAME_FILE` names; empty when there is none. The api reports what is wrong with them. */
export function readVariable(environment: Environment, name: string): string {
  if (environment[name]) return environment[name];
  const file = environment[`${name}_FILE`];
  if (!file) return '';
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Whether somebody gave the variable, in either form, readable or not. */
export const isGiven = (environment: Environment, name: string) => !!(environment[name] || environment[`${name}_FILE`]);

/** Lays values over an environment. The file form of each goes, for both set is an error. */
export function withVariables(environment: Environment, values: Environment): Environment {
  const files = new Set(Object.keys(values).map((name) => `${name}_FILE`));
  const kept = Object.entries(environment).filter(([name]) => !files.has(name));
  return { ...Object.fromEntries(kept), ...values };
}
