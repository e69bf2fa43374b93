import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadConfig, type LoadedConfig } from '../config/load-config.js';

/** Loads sections from a YAML document and an environment given as plain values, by the real loader. */
export function testConfig(
  sections: (new () => object)[],
  yaml: Record<string, unknown> = {},
  environment: Record<string, string> = {},
): LoadedConfig {
  const folder = mkdtempSync(join(tmpdir(), 'turnpike-config-'));
  try {
    const file = join(folder, 'turnpike.yaml');
    writeFileSync(file, stringify(yaml));
    return loadConfig(sections, {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      LOG_FORMAT: 'json',
      ...environment,
      CONFIG_FILE: file,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
