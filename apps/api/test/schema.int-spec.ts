import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { DataSource } from 'typeorm';
import { testApp } from './support/test-app.js';

describe('the schema', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await testApp(database.url);
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  it('that the migrations make is the one that the entities describe', async () => {
    const { upQueries } = await app.get(DataSource).driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('is never changed by the program itself', () => {
    expect(app.get(DataSource).options.synchronize).toBe(false);
  });
});
