import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ConfigModule, DatabaseModule, PlatformConfig, PlatformModule } from '@app/platform';
import { createTestDatabase, testConfig, type TestDatabase } from '@app/platform/testing';
import { Client } from 'pg';
import { MetricsConfig } from '../metrics.config.js';
import { MetricsModule } from '../metrics.module.js';

let database: TestDatabase;
let app: NestFastifyApplication;
let admin: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  const config = testConfig([PlatformConfig, MetricsConfig], {}, { DATABASE_URL: database.url });
  const imports = [ConfigModule.forRoot(config), PlatformModule, DatabaseModule, MetricsModule];
  const module = await Test.createTestingModule({ imports }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  await app.init();
  admin = new Client({ connectionString: process.env.TEST_DATABASE_ADMIN_URL });
  await admin.connect();
});
afterAll(async () => {
  await app?.close();
  await admin?.end();
  await database?.drop();
});

const statusOf = async (path: string) => (await app.inject({ url: path })).statusCode;
const name = () => new URL(database.url).pathname.slice(1);
const allowConnections = (allowed: boolean) => admin.query(`ALTER DATABASE ${name()} ALLOW_CONNECTIONS ${allowed}`);

describe('F3: readiness on a real database', () => {
  it('goes with the database and comes back with it, while the process lives', async () => {
    expect(await statusOf('/health/ready')).toBe(200);

    await allowConnections(false);
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name()]);
    expect(await statusOf('/health/ready')).toBe(503);
    expect(await statusOf('/health')).toBe(503);
    expect(await statusOf('/health/live')).toBe(200);

    await allowConnections(true);
    expect(await statusOf('/health/ready')).toBe(200);
  });
});
