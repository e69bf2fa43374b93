import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartProblem } from './start-problem.js';
import { isGiven, type Environment } from './variables.js';

/** The secrets nobody gave: made once and kept beside the data, readable by its owner alone. */
export function makeMissingSecrets(environment: Environment, dataDir: string): Environment {
  if (isGiven(environment, 'JWT_SECRET')) return {};
  const file = join(dataDir, 'secrets.json');
  const kept = existsSync(file) ? parse(file) : {};
  if (typeof kept.JWT_SECRET === 'string') return { JWT_SECRET: kept.JWT_SECRET };
  const made = { ...kept, JWT_SECRET: randomBytes(48).toString('base64url') };
  writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  return { JWT_SECRET: made.JWT_SECRET };
}

function parse(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    throw new StartProblem(`${file} cannot be read as JSON; delete it and new secrets are made.`);
  }
}
