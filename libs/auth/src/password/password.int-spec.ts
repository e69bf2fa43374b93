import { PASSWORD, AuthStage } from '../testing/index.js';

describe('sign-up and login with a password', () => {
  const stage = new AuthStage();

  const logIn = (email: string, password: string, address: string) =>
    stage.tested.browser(address).post('/auth/login', { email, password });

  it('signs up, with both cookies out of reach of scripts, and knows the person afterwards', async () => {
    const browser = stage.tested.browser('192.0.2.10');
    const response = await browser.post('/auth/signup', { email: 'New@Example.com', password: PASSWORD, name: 'New' });
    expect(response.status).toBe(201);
    const cookies = response.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['auth_token', 'session', 'known_device']);
    for (const cookie of cookies) expect(cookie).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
    const me = await browser.get('/auth/me');
    expect(await me.json()).toMatchObject({
      email: 'new@example.com',
      emailVerified: false,
      name: 'New',
      role: 'user',
      plan: 'none',
    });
  });

  it('refuses a taken address, in any case, with 409', async () => {
    await stage.tested.browser().post('/auth/signup', { email: 'taken@example.com', password: PASSWORD });
    const response = await stage.tested
      .browser()
      .post('/auth/signup', { email: 'TAKEN@example.com', password: PASSWORD });
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'email_taken' });
  });

  it('lets exactly one of two people who sign up with the same address at once', async () => {
    const both = ['a', 'b'].map(() =>
      stage.tested.browser().post('/auth/signup', { email: 'race@example.com', password: PASSWORD }),
    );
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it.each(['', 'short', 'x'.repeat(2000), 'password123', 'weak-person@example.com'])(
    'P3 refuses the password %s as weak',
    async (password) => {
      const response = await stage.tested
        .browser()
        .post('/auth/signup', { email: 'weak-person@example.com', password });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'weak_password' });
    },
  );

  it('P4 answers a wrong password and an unknown account alike', async () => {
    await stage.tested.browser().post('/auth/signup', { email: 'known@example.com', password: PASSWORD });
    const [known, unknown] = await Promise.all(
      ['known@example.com', 'unknown@example.com'].map((email) => logIn(email, 'wrong', '192.0.2.20')),
    );
    expect([known!.status, unknown!.status]).toEqual([401, 401]);
    const [one, other] = [await known!.json(), await unknown!.json()] as Record<string, unknown>[];
    expect({ ...one, requestId: '' }).toEqual({ ...other, requestId: '' });
    expect(one).toMatchObject({ code: 'invalid_credentials' });
  });

  it.each([
    ['known', true],
    ['unknown', false],
  ])(
    'P5 answers the sixth wrong password for a %s account with 429, from wherever it comes, even a right one',
    async (name, exists) => {
      const email = `throttled-${name}@example.com`;
      if (exists) await stage.tested.browser('192.0.2.30').post('/auth/signup', { email, password: PASSWORD });
      const wrong = Array.from({ length: 8 }, (_, at) => logIn(email, 'wrong', `192.0.3.${at}`));
      const statuses = (await Promise.all(wrong)).map(({ status }) => status).sort();
      expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
      const right = await logIn(email, PASSWORD, '192.0.3.99');
      expect(right.status).toBe(429);
      expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(800);
    },
  );

  it('P5 forgets the wrong ones of an account at its right one, and never counts right ones', async () => {
    const email = 'clumsy@example.com';
    await stage.tested.browser('192.0.2.40').post('/auth/signup', { email, password: PASSWORD });
    for (const password of ['w', 'w', 'w', 'w', PASSWORD, 'w', 'w', 'w', 'w', PASSWORD]) {
      expect((await logIn(email, password, '192.0.2.41')).status).toBe(password === 'w' ? 401 : 200);
    }
    const many = await Promise.all(Array.from({ length: 8 }, () => logIn(email, PASSWORD, '192.0.2.41')));
    expect(many.map(({ status }) => status)).toEqual(Array(8).fill(200));
  });

  it('P5 answers the 21st wrong password from an address with 429, whatever the account', async () => {
    const address = '198.51.100.7';
    for (let at = 0; at < 20; at++) expect((await logIn(`a${at}@example.com`, 'wrong', address)).status).toBe(401);
    expect((await logIn('b@example.com', 'wrong', address)).status).toBe(429);
    expect((await logIn('b@example.com', 'wrong', '198.51.100.8')).status).toBe(401);
  });

  it('answers the 21st sign-up from an address within an hour with 429', async () => {
    const signUp = (at: number) =>
      stage.tested
        .browser('198.51.100.9')
        .post('/auth/signup', { email: `crowd${at}@example.com`, password: PASSWORD });
    const statuses = (await Promise.all(Array.from({ length: 21 }, (_, at) => signUp(at)))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([...Array<number>(20).fill(201), 429]);
  });

  it('refuses fields it does not know', async () => {
    const body = { email: 'x@example.com', password: PASSWORD, role: 'admin' };
    expect((await stage.tested.browser().post('/auth/signup', body)).status).toBe(400);
  });
});
