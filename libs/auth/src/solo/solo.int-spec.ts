import { Test } from '@nestjs/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule, DatabaseModule, PlatformConfig, PlatformModule } from '@app/platform';
import { SecurityConfig, SecurityModule } from '@app/security';
import { createTestDatabase, testConfig, type TestDatabase } from '@app/platform/testing';
import { ActorResolver, Sessions, SoloModule } from '../index.js';

describe('the tier without sign-in', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(async () => {
    await database?.drop();
  });

  async function startSolo(): Promise<NestFastifyApplication> {
    const config = testConfig([PlatformConfig, SecurityConfig], {}, { DATABASE_URL: database.url });
    const imports = [ConfigModule.forRoot(config), PlatformModule, DatabaseModule, SecurityModule, SoloModule];
    const module = await Test.createTestingModule({ imports }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
    return app;
  }

  it('exports the local user’s data', async () => {
    const app = await startSolo();
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: '/auth/me/export',
      headers: { origin: 'http://localhost:8000' },
    });
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ profile: { email: 'local@localhost' }, sessions: [], identities: [] });
    await app.close();
  });

  it('takes everybody for the one local user, who stays the same over restarts', async () => {
    const ids = [];
    for (let start = 0; start < 2; start++) {
      const app = await startSolo();
      const { actor } = await app.get(ActorResolver).resolve({});
      const { body, statusCode } = await app.inject('/auth/me');
      expect(statusCode).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ id: actor.id, plan: 'none' });
      expect(await app.get(Sessions).alive([actor.sessionId])).toEqual(new Set([actor.sessionId]));
      expect((await app.inject({ method: 'POST', url: '/auth/login', payload: {} })).statusCode).toBe(404);
      ids.push(actor.id);
      await app.close();
    }
    expect(ids[0]).toBe(ids[1]);
  });
});
