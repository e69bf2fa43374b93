import { jest } from '@jest/globals';
import { Notifications, type Subscriber } from '@app/platform';
import { eventually, testConfig } from '@app/platform/testing';
import type { Me } from '@app/protocol';
import { auditOf, AuthStage, authSettings, freshAddress, signUp, startTestApp } from '../testing/index.js';

describe('one’s own name', () => {
  const stage = new AuthStage();

  const person = async () => {
    const { browser, id } = await signUp(stage.tested, freshAddress());
    const rename = async (body: object, headers = {}) => {
      const response = await browser.patch('/auth/me', body, headers);
      return { status: response.status, body: (await response.json()) as Me & { code?: string } };
    };
    const read = async () => (await (await browser.get('/auth/me')).json()) as Me;
    return { browser, id, rename, read };
  };

  it('is changed at once, and answered with what GET answers', async () => {
    const { rename, read, id } = await person();
    expect((await read()).name).toBeNull();
    const { status, body } = await rename({ name: '  Ada Lovelace 🧮 ' });
    expect([status, body.name]).toEqual([200, 'Ada Lovelace 🧮']);
    expect(body).toEqual(await read());
    expect((await auditOf(stage.tested, id)).at(-1)).toEqual({ action: 'auth.name_changed', details: {} });
  });

  it('is new where it was changed before any notification says so', async () => {
    const { rename, read } = await person();
    expect((await read()).name).toBeNull();
    const { subscribers } = stage.tested.app.get(Notifications) as unknown as { subscribers: Map<string, Subscriber> };
    const heard = jest.spyOn(subscribers.get('auth_changed')!, 'heard').mockImplementation(() => {});
    await rename({ name: 'Ada' });
    expect((await read()).name).toBe('Ada');
    heard.mockRestore();
  });

  it('is taken away with null, and the same one again is no change', async () => {
    const { rename, read, id } = await person();
    for (const name of ['Ada', 'Ada', null, null]) expect((await rename({ name })).body.name).toBe(name);
    expect((await read()).name).toBeNull();
    const changes = (await auditOf(stage.tested, id)).filter(({ action }) => action === 'auth.name_changed');
    expect(changes).toHaveLength(2);
  });

  it('is new on every instance within a second', async () => {
    const { browser, rename } = await person();
    const other = await startTestApp(testConfig(...authSettings(stage.database.url)));
    try {
      const there = other.browser();
      for (const [name, value] of browser.cookies) there.cookies.set(name, value);
      const nameThere = async () => ((await (await there.get('/auth/me')).json()) as Me).name;
      expect(await nameThere()).toBeNull();
      await rename({ name: 'Grace' });
      await eventually(async () => (await nameThere()) === 'Grace', 1000);
    } finally {
      await other.close();
    }
  });

  it.each([
    ['nothing', {}],
    ['an empty one', { name: '' }],
    ['spaces only', { name: '   ' }],
    ['one of more than 100 characters', { name: 'x'.repeat(101) }],
    ['a number', { name: 7 }],
    ['a NUL', { name: 'a\u0000b' }],
    ['something else with it', { name: 'Ada', role: 'admin' }],
    ['another address', { email: 'other@example.com' }],
  ])('is not %s', async (_, body) => {
    const { rename, read } = await person();
    expect(await rename(body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await read()).toMatchObject({ name: null, role: 'user' });
  });

  it('is changed by its owner only, from our own pages', async () => {
    const { browser, rename, read } = await person();
    expect((await stage.tested.browser(freshAddress()).patch('/auth/me', { name: 'X' })).status).toBe(401);
    const stranger = { origin: 'https://evil.example' };
    expect(await rename({ name: 'X' }, stranger)).toMatchObject({ status: 403, body: { code: 'bad_origin' } });
    expect((await read()).name).toBeNull();
    expect((await browser.get('/auth/me')).status).toBe(200);
  });
});
