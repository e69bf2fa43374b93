import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { signedIn, type SignedInUser } from '@app/auth/testing';
import { createLogger, PlatformConfig } from '@app/platform';
import { createTestDatabase, layWire, type Wire } from '@app/platform/testing';
import { DataSource } from 'typeorm';
import { createApp } from '../../src/create-app.js';
import { loadTier } from '../../src/tiers.js';
import { giveData, type RealData } from '../attacks/real-data.js';
import { TEST_ENVIRONMENT } from '../support/test-app.js';
import { Planted } from './planted.js';
import { LISTED_ORIGIN } from './requests.js';

export const METRICS_TOKEN = 'the-token-of-this-test-only-0123456789';

/** The whole application with one more module, somebody with data in it, and the wire to its database. */
export interface CensusStage {
  app: NestFastifyApplication;
  port: number;
  user: SignedInUser;
  /** Somebody without a subscription. */
  newcomer: SignedInUser;
  data: RealData;
  wire: Wire;
  close(): Promise<void>;
}

/** Starts it, with one origin listed. Addresses come from `X-Forwarded-For`. */
export async function startCensus(): Promise<CensusStage> {
  const folder = mkdtempSync(join(tmpdir(), 'census-'));
  const settings = readFileSync('config/turnpike.yaml', 'utf8').replace(/^cors:.*$/m, '');
  const CONFIG_FILE = join(folder, 'turnpike.yaml');
  writeFileSync(CONFIG_FILE, `${settings}\ncors: { origins: [${LISTED_ORIGIN}] }\n`);
  const database = await createTestDatabase();
  const wire = await layWire(database.url);
  const config = loadTier({
    ...TEST_ENVIRONMENT,
    DATABASE_URL: wire.url,
    CONFIG_FILE,
    TRUST_PROXY: '1',
    METRICS_TOKEN,
  });
  const app = await createApp(config, createLogger(config.get(PlatformConfig)), [Planted]);
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as Server;
  // Nobody is to wait half a minute to see an answer that takes that long.
  Object.assign(server, { headersTimeout: 2000, requestTimeout: 4000 });
  const { port } = server.address() as AddressInfo;
  const user = await signedIn(app, { role: 'admin' });
  const newcomer = await signedIn(app);
  const data = await giveData(app.get(DataSource), user.actor.id, user.actor.sessionId);
  const close = async () => {
    await app.close();
    await wire.close();
    await database.drop();
    rmSync(folder, { recursive: true });
  };
  return { app, port, user, newcomer, data, wire, close };
}
