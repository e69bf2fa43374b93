import { Global, Module } from '@nestjs/common';
import { ServiceUnavailable } from '@app/platform';
import { createTestDatabase, eventually, testConfig, type TestDatabase } from '@app/platform/testing';
import { authSettings, signedIn, startTestApp, type SignedInUser, type TestApp } from '../testing/index.js';
import { AccountEnding } from './account-ending.js';

/** What another library has to end first; it may refuse. */
class TestEnding extends AccountEnding {
  readonly ended: string[] = [];
  refuses = false;

  beforeUserIsDeleted(userId: string): Promise<void> {
    if (this.refuses) return Promise.reject(new ServiceUnavailable());
    this.ended.push(userId);
    return Promise.resolve();
  }
}
const ending = new TestEnding();

@Global()
@Module({ providers: [{ provide: AccountEnding, useValue: ending }], exports: [AccountEnding] })
class TestEndingModule {}

describe('the deletion of one’s own account', () => {
  let database: TestDatabase;
  let tested: TestApp;
  let other: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    tested = await startTestApp(testConfig(...authSettings(database.url)), [TestEndingModule]);
    other = await startTestApp(testConfig(...authSettings(database.url)));
  });

  beforeEach(() => (ending.refuses = false));

  afterAll(async () => {
    await other?.close();
    await tested?.close();
    await database?.drop();
  });

  const deleteOwn = ({ cookie }: SignedInUser) =>
    tested.app.inject({ method: 'DELETE', url: '/auth/me', headers: { cookie, origin: tested.publicUrl } });
  const exists = async ({ actor }: SignedInUser) =>
    (await tested.dataSource.query('SELECT FROM users WHERE id = $1', [actor.id])).length === 1;
  const auditOf = ({ actor }: SignedInUser) =>
    tested.dataSource.query('SELECT action FROM audit_events WHERE subject_id = $1', [actor.id]);

  it('takes everything with it, everywhere, once what had to end elsewhere has ended', async () => {
    const user = await signedIn(tested.app, { email: 'leaving@example.com' });
    const response = await deleteOwn(user);
    expect(response.statusCode).toBe(204);
    expect(response.headers['set-cookie']).toEqual([
      expect.stringMatching(/^auth_token=;/),
      expect.stringMatching(/^session=;/),
    ]);
    expect(ending.ended).toContain(user.actor.id);
    expect(await exists(user)).toBe(false);
    expect(await auditOf(user)).toEqual([{ action: 'auth.account_deleted' }]);
    const there = async () => (await other.browser().get('/auth/me', { cookie: user.cookie })).status;
    await eventually(async () => (await there()) === 401, 1000);
    const again = await tested.browser('192.0.2.9').post('/auth/signup', {
      email: 'leaving@example.com',
      password: 'correct horse battery staple',
    });
    expect(again.status).toBe(201);
  });

  it('does not happen while something cannot end elsewhere', async () => {
    const user = await signedIn(tested.app);
    ending.refuses = true;
    expect((await deleteOwn(user)).statusCode).toBe(503);
    expect(await exists(user)).toBe(true);
    expect((await tested.browser().get('/auth/me', { cookie: user.cookie })).status).toBe(200);
  });

  it('needs a recent sign-in, before anything ends', async () => {
    const user = await signedIn(tested.app);
    await tested.dataSource.query(`UPDATE sessions SET created_at = now() - interval '11 minutes' WHERE user_id = $1`, [
      user.actor.id,
    ]);
    const response = await deleteOwn(user);
    expect([response.statusCode, response.json().code]).toEqual([403, 'sign_in_too_old']);
    expect([ending.ended.includes(user.actor.id), await exists(user)]).toEqual([false, true]);
  });

  it('is not for the last open admin', async () => {
    const [one, two] = [await signedIn(tested.app, { role: 'admin' }), await signedIn(tested.app, { role: 'admin' })];
    const both = await Promise.all([one, two].map(deleteOwn));
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([204, 409]);
    const left = (await exists(one)) ? one : two;
    expect((await deleteOwn(left)).json().code).toBe('last_admin');
  });
});
