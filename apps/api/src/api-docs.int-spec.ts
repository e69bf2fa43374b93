import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { describeSocket } from '@app/protocol';
import { testApp } from '../test/support/test-app.js';

let database: TestDatabase;
let app: NestFastifyApplication;
beforeAll(async () => {
  database = await createTestDatabase();
  app = await testApp(database.url, { PUBLIC_URL: 'http://localhost:8000' });
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

it('the description of the socket is there for everybody, as JSON, for the public URL', async () => {
  const answer = await app.inject({ method: 'GET', url: '/api/asyncapi.json' });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.json()).toEqual(JSON.parse(JSON.stringify(describeSocket('http://localhost:8000'))));
});

it('the description of the API lists the models that the page asks for', async () => {
  const { paths } = (await app.inject({ method: 'GET', url: '/api/openapi.json' })).json<{ paths: object }>();
  expect(paths).toHaveProperty('/models.get');
});
