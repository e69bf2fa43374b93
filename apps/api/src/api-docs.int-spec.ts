import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

it('the description of the API asks for nobody where everybody is the local user, and knows the cookie of an https site', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'api-docs-'));
  const CONFIG_FILE = join(folder, 'turnpike.yaml');
  writeFileSync(CONFIG_FILE, readFileSync('config/turnpike.yaml', 'utf8').replace(/^tier: \w+/m, 'tier: basic'));
  const basic = await testApp(database.url, { CONFIG_FILE, PUBLIC_URL: 'https://turnpike.example.com' });
  try {
    const { paths, components } = (await basic.inject('/api/openapi.json')).json<{
      paths: Record<string, Record<string, { security: object[] }>>;
      components: { securitySchemes: object };
    }>();
    expect([paths['/auth/me']!.get!.security, paths['/models']!.get!.security]).toEqual([[], []]);
    expect(components.securitySchemes).toHaveProperty('cookie.name', '__Host-auth_token');
  } finally {
    await basic.close();
    rmSync(folder, { recursive: true });
  }
});
