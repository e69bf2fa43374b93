import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { signedIn } from '@app/auth/testing';
import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { testApp } from '../../test/support/test-app.js';

let database: TestDatabase;
let app: NestFastifyApplication;
let cookie: string;
beforeAll(async () => {
  database = await createTestDatabase();
  app = await testApp(database.url);
  ({ cookie } = await signedIn(app));
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

/** Where a browser that wants this page is sent; "" where it gets it. */
async function sentFrom(url: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await app.inject({ method: 'GET', url, headers: { 'sec-fetch-mode': 'navigate', ...headers } });
  expect([answer.statusCode, answer.headers.location !== undefined]).toEqual(
    answer.headers.location === undefined ? [200, false] : [302, true],
  );
  return String(answer.headers.location ?? '');
}

describe('a browser is sent', () => {
  it.each([
    ['/', '/login'],
    ['/?c=1', '/login?returnTo=%2F%3Fc%3D1'],
    ['/billing', '/login?returnTo=%2Fbilling'],
    ['/account', '/login?returnTo=%2Faccount'],
    ['/login', ''],
    ['/signup?returnTo=%2Fbilling', ''],
    ['/verify-email', ''],
  ])('as a stranger from %s to %s', async (from, to) => {
    expect(await sentFrom(from)).toBe(to);
    expect(await sentFrom(from, { cookie: 'auth_token=x; session=y' })).toBe(to);
  });

  it.each([
    ['/login', '/'],
    ['/signup', '/'],
    ['/login?returnTo=%2Fbilling%3Fa%3Db', '/billing?a=b'],
    ['/login?returnTo=%2F%2Fevil.example', '/'],
    ['/login?returnTo=https%3A%2F%2Fevil.example', '/'],
    ['/login?returnTo=%2Flogin%3FreturnTo%3D%2Flogin', '/'],
    ['/login?returnTo=%2Flogout', '/'],
    ['/login?error=link_required&returnTo=%2Fbilling', '/account?error=link_required'],
    ['/', ''],
    ['/billing', ''],
    ['/logout', ''],
  ])('when signed in from %s to %s', async (from, to) => {
    expect(await sentFrom(from, { cookie })).toBe(to);
  });

  it('nowhere when it is a program that asks', async () => {
    for (const url of ['/', '/billing', '/login'])
      expect((await app.inject({ method: 'GET', url, headers: { cookie } })).statusCode).toBe(200);
  });
});
