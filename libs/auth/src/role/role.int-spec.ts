import { Controller, Get, Module, type Type } from '@nestjs/common';
import { createTestDatabase, testConfig, type TestDatabase } from '@app/platform/testing';
import { Public } from '../index.js';
import { authSettings, signedIn, startTestApp, type TestApp } from '../testing/index.js';
import { RequiresRole } from './requires-role.js';

@Controller('lab')
class LabController {
  @Get('open')
  open() {
    return {};
  }

  @RequiresRole('user')
  @Get('user')
  user() {
    return {};
  }

  @RequiresRole('admin')
  @Get('admin')
  admin() {
    return {};
  }
}

@RequiresRole('admin')
@Controller('vault')
class VaultController {
  @Get('inherited')
  inherited() {
    return {};
  }

  @RequiresRole('user')
  @Get('relaxed')
  relaxed() {
    return {};
  }
}

@Module({ controllers: [LabController, VaultController] })
class LabModule {}

describe('@RequiresRole', () => {
  let database: TestDatabase;
  let tested: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    tested = await startTestApp(testConfig(...authSettings(database.url)), [LabModule]);
  });

  afterAll(async () => {
    await tested?.close();
    await database?.drop();
  });

  const get = (url: string, cookie?: string) =>
    tested.app.inject({ method: 'GET', url, headers: cookie ? { cookie } : {} });

  it.each([
    ['user', '/lab/open', 200],
    ['user', '/lab/user', 200],
    ['user', '/lab/admin', 403],
    ['user', '/vault/inherited', 403],
    ['user', '/vault/relaxed', 200],
    ['admin', '/lab/open', 200],
    ['admin', '/lab/user', 200],
    ['admin', '/lab/admin', 200],
    ['admin', '/vault/inherited', 200],
  ] as const)('answers the role %s at %s with %i', async (role, url, status) => {
    const { cookie } = await signedIn(tested.app, { role });
    expect((await get(url, cookie)).statusCode).toBe(status);
  });

  it('says which role is missing, as a problem with a code', async () => {
    const { cookie } = await signedIn(tested.app);
    const response = await get('/lab/admin', cookie);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject({ status: 403, code: 'role_required', role: 'admin' });
  });

  it('refuses whoever is not signed in before it looks at roles', async () => {
    for (const url of ['/lab/admin', '/lab/user', '/vault/inherited']) {
      const response = await get(url);
      expect([response.statusCode, response.json().code]).toEqual([401, 'unauthenticated']);
    }
  });

  @Public()
  @Controller('confused')
  class OpenController {
    @RequiresRole('admin')
    @Get()
    read() {}
  }

  @RequiresRole('admin')
  @Controller('confused')
  class ClosedController {
    @Public()
    @Get()
    read() {}
  }

  it.each<Type>([OpenController, ClosedController])('does not start beside @Public() (%p)', async (controller) => {
    @Module({ controllers: [controller] })
    class ConfusedModule {}
    const start = startTestApp(testConfig(...authSettings(database.url)), [ConfusedModule]);
    await expect(start.then(({ close }) => close())).rejects.toThrow(
      `Both @Public() and @RequiresRole(): ${controller.name}.read`,
    );
  });
});
