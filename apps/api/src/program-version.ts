import { readFileSync } from 'node:fs';
import { findUpwards } from './find-upwards.js';

/** Which version of the program runs, as `/metrics`, logs and traces name it; `unknown` away from its package.json. */
export function programVersion(): string {
  const file = process.env.npm_package_version ? null : findUpwards('package.json');
  if (!file) return process.env.npm_package_version ?? 'unknown';
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
