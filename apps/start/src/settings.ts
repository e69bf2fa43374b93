import { join, relative, resolve } from 'node:path';
import { EXIT_CONFIG, StartProblem } from './start-problem.js';
import { isGiven, type Environment } from './variables.js';

/** The little that must be known before anything runs; everything else is the api's to read and to check. */
export interface StartSettings {
  port: number;
  host: string;
  publicUrl: string;
  production: boolean;
  dataDir: string;
  configFile: string;
  embeddedPostgres: boolean;
  shutdownTimeoutMs: number;
  watch: boolean;
}

/** Reads the settings; paths are relative to `root`, the folder of the project. */
export function readStartSettings(environment: Environment, root: string): StartSettings {
  const port = Number(environment.PORT || '8000');
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new StartProblem('PORT must be a whole number from 1 to 65535 (example: 8000).', EXIT_CONFIG);
  }
  const production = environment.NODE_ENV === 'production';
  const embeddedPostgres = !isGiven(environment, 'DATABASE_URL');
  if (production && embeddedPostgres) {
    throw new StartProblem(
      'DATABASE_URL is missing: in production Turnpike does not bring a database of its own (example: postgres://turnpike:…@db:5432/turnpike).',
      EXIT_CONFIG,
    );
  }
  const patience = Number(environment.SHUTDOWN_TIMEOUT_MS || '25000');
  return {
    port,
    host: environment.HOST || (production ? '0.0.0.0' : '127.0.0.1'),
    publicUrl: URL.canParse(environment.PUBLIC_URL ?? '') ? environment.PUBLIC_URL! : `http://localhost:${port}`,
    production,
    // By port, so that two instances side by side never share one.
    dataDir: resolve(root, environment.DATA_DIR || join('.data', String(port))),
    configFile: resolve(root, environment.CONFIG_FILE || join('config', 'turnpike.yaml')),
    embeddedPostgres,
    shutdownTimeoutMs: Number.isFinite(patience) && patience >= 0 ? patience : 25_000,
    watch: environment.TURNPIKE_WATCH === '1',
  };
}

/** The first of the ports that the sandbox may take: 4000 beside 8000, others apart from it and from each other. */
export function sandboxPortBase(port: number): number {
  if (port === 8000) return 4000;
  const base = 10_000 + (port % 1000) * 20;
  return Math.abs(port - base) < 20 ? base + 40 : base;
}

/** A path as somebody in `root` would type it. */
export function shortPath(path: string, root: string): string {
  const short = relative(root, path);
  return short.startsWith('..') ? path : short;
}
