import { jest } from '@jest/globals';
import { auditOf, type Browser, freshAddress, PASSWORD, signUp, AuthStage } from '../testing/index.js';

const DEVICE = 'known_device';

describe('P5 the lockout', () => {
  const stage = new AuthStage();

  const stranger = () => stage.tested.browser(freshAddress());
  const logIn = async (browser: Browser, email: string, password: string) =>
    (await browser.post('/auth/login', { email, password })).status;
  async function guess(email: string, times: number, browser?: Browser): Promise<number[]> {
    const statuses: number[] = [];
    for (let at = 0; at < times; at++) statuses.push(await logIn(browser ?? stranger(), email, 'wrong'));
    return statuses;
  }
  /** The owner at home: signed up there, signed out again. */
  async function owner(): Promise<{ browser: Browser; email: string; id: string }> {
    const home = await signUp(stage.tested, freshAddress());
    expect((await home.browser.post('/auth/logout')).status).toBe(204);
    expect([...home.browser.cookies.keys()]).toEqual([DEVICE]);
    return home;
  }

  it('keeps strangers out after five wrong ones, with the right password too, but not the owner’s own browser', async () => {
    const { browser, email } = await owner();
    expect(await guess(email, 6)).toEqual([401, 401, 401, 401, 401, 429]);
    const refused = await stranger().post('/auth/login', { email, password: PASSWORD });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(await logIn(browser, email, PASSWORD)).toBe(200);
    // The owner's success gives the strangers no new guesses.
    expect(await logIn(stranger(), email, PASSWORD)).toBe(429);
  });

  it('L4 writes down every wrong one and once that there were too many, however often it is tried then', async () => {
    const { browser, email, id } = await owner();
    await guess(email, 8);
    await guess(email, 5, browser);
    const actions = (await auditOf(stage.tested, id)).map(({ action }) => action);
    const five = Array.from({ length: 5 }, () => 'auth.sign_in_refused');
    expect(actions.slice(2)).toEqual([...five, 'auth.sign_in_blocked', ...five, 'auth.sign_in_blocked']);
  });

  it('gives the owner’s browser five of its own, whatever strangers do, and a right one begins anew', async () => {
    const { browser, email } = await owner();
    await guess(email, 6);
    expect(await guess(email, 4, browser)).toEqual([401, 401, 401, 401]);
    expect(await logIn(browser, email, PASSWORD)).toBe(200);
    expect(await guess(email, 6, browser)).toEqual([401, 401, 401, 401, 401, 429]);
    expect(await logIn(browser, email, PASSWORD)).toBe(429);
  });

  it('counts the wrong ones of a known browser for everybody else too', async () => {
    const { browser, email } = await owner();
    expect(await guess(email, 5, browser)).toEqual([401, 401, 401, 401, 401]);
    expect(await logIn(stranger(), email, PASSWORD)).toBe(429);
  });

  it('is not softened by a device cookie of another account, a forged or a broken one', async () => {
    const { email } = await owner();
    const eve = await owner();
    await guess(email, 5);
    const own = eve.browser.cookies.get(DEVICE)!;
    for (const value of [own, `${own.split('.')[0]}.${'A'.repeat(43)}`, 'AAAAAAAAAAAAAAAAAAAAAA.', '.', 'x', '']) {
      const browser = stranger();
      browser.cookies.set(DEVICE, value);
      expect(await logIn(browser, email, PASSWORD)).toBe(429);
    }
  });

  it('holds for a known browser at an address from which too many wrong ones came', async () => {
    const { browser, email } = await owner();
    const address = freshAddress();
    for (let at = 0; at < 20; at++)
      expect(await logIn(stage.tested.browser(address), `someone${at}-${address}@example.com`, 'wrong')).toBe(401);
    const there = stage.tested.browser(address);
    there.cookies.set(DEVICE, browser.cookies.get(DEVICE)!);
    expect(await logIn(there, email, PASSWORD)).toBe(429);
    expect(await logIn(browser, email, PASSWORD)).toBe(200);
  });

  it('is not evaded by what the caller writes into X-Forwarded-For', async () => {
    const address = freshAddress();
    const from = (claimed: string, email: string) =>
      stage.tested.browser(`${claimed}, ${address}`).post('/auth/login', { email, password: 'wrong' });
    for (let at = 0; at < 20; at++) expect((await from(`6.6.6.${at}`, `forward${at}@example.com`)).status).toBe(401);
    expect((await from('7.7.7.7', 'forward@example.com')).status).toBe(429);
  });

  it('takes the /64 of an IPv6 address for one address, and IPv4 inside IPv6 for IPv4', async () => {
    const from = (address: string, at: number) => logIn(stage.tested.browser(address), `six${at}@example.com`, 'wrong');
    for (let at = 0; at < 20; at++) expect(await from(`2001:db8:7:7::${at + 1}`, at)).toBe(401);
    expect(await from('2001:db8:7:7:ffff::1', 20)).toBe(429);
    expect(await from('2001:db8:7:8::1', 21)).toBe(401);
    const four = freshAddress();
    for (let at = 30; at < 50; at++) expect(await from(at % 2 ? four : `::ffff:${four}`, at)).toBe(401);
    expect(await from(four, 50)).toBe(429);
  });

  it('ends by itself after 15 minutes, for strangers and for the owner', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'hrtime'] });
    try {
      const { browser, email } = await owner();
      await guess(email, 5);
      await guess(email, 5, browser);
      expect(await logIn(stranger(), email, PASSWORD)).toBe(429);
      expect(await logIn(browser, email, PASSWORD)).toBe(429);
      jest.advanceTimersByTime(15 * 60_000 - 5000);
      expect(await logIn(browser, email, PASSWORD)).toBe(429);
      jest.advanceTimersByTime(6000);
      expect(await logIn(browser, email, PASSWORD)).toBe(200);
      expect(await logIn(stranger(), email, PASSWORD)).toBe(200);
    } finally {
      jest.useRealTimers();
    }
  });
});
