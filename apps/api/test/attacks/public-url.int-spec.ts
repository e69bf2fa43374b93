import { signedIn, startTestMailbox, type TestMailbox } from '@app/auth/testing';
import { PretendStripe } from '@app/billing/testing';
import { createTestDatabase, type TestDatabase } from '@app/platform/testing';
import { bytesOf, speak, type RawAnswer } from '@app/security/testing';
import { giveData, pathTo, validBody, type RealData } from './real-data.js';
import { changesState, fill, nameOf, type Route } from './routes.js';
import { newAddress, ORIGIN, startStage, type Stage } from './stage.js';

const EVIL = 'evil.test';
/** Every header by which a request may claim where it was sent to. */
const CLAIMS: [string, string][] = [
  ['Host', EVIL],
  ['X-Forwarded-Host', EVIL],
  ['X-Forwarded-Server', EVIL],
  ['X-Forwarded-Proto', 'gopher'],
  ['X-Forwarded-Port', '6666'],
  ['X-Forwarded-Prefix', `//${EVIL}`],
  ['X-Original-Host', EVIL],
  ['X-Original-URL', `http://${EVIL}/`],
  ['X-Rewrite-URL', `http://${EVIL}/`],
  ['Forwarded', `for=1.2.3.4;host=${EVIL};proto=gopher`],
  ['Referer', `https://${EVIL}/`],
];

describe('C5: an absolute URL', () => {
  const stripe = new PretendStripe();
  let mailbox: TestMailbox;
  let database: TestDatabase;
  let stage: Stage;
  beforeAll(async () => {
    database = await createTestDatabase();
    mailbox = await startTestMailbox();
    stage = await startStage(database.url, { STRIPE_API_BASE: await stripe.listen(), SMTP_URL: mailbox.url });
  });
  afterAll(async () => {
    await stage?.app.close();
    await mailbox?.close();
    await stripe.close();
    await database?.drop();
  });

  async function call(route: Route, target?: string, setUp?: (data: RealData) => Promise<unknown>): Promise<RawAnswer> {
    const { actor, cookie } = await signedIn(stage.app, { role: 'admin' });
    const data = await giveData(stage.sql, actor.id, actor.sessionId);
    await setUp?.(data);
    const headers: [string, string][] = [
      ...CLAIMS,
      ['Cookie', cookie],
      ['X-Forwarded-For', newAddress()],
      ['Sec-Fetch-Mode', 'navigate'],
    ];
    if (changesState(route)) headers.push(['Origin', ORIGIN], ['Content-Type', 'application/json']);
    const body = changesState(route) ? JSON.stringify(validBody(route.body)) : undefined;
    return speak(stage.port, bytesOf({ method: route.method, target: target ?? pathTo(route, data), headers, body }));
  }
  const route = (method: string, path: string) =>
    stage.routes.find((each) => each.method === method && each.path === path)!;
  const locationOf = ({ headers }: RawAnswer) => headers.get('location')?.[0] ?? '';
  const urlOf = ({ body }: RawAnswer) => new URL((JSON.parse(body) as { url: string }).url);

  it('never comes from the request, on any route', async () => {
    const wrong: string[] = [];
    for (const each of stage.routes) {
      for (const target of [undefined, fill(each, () => 'nowhere')]) {
        const { status, headers, body } = await call(each, target);
        const said = JSON.stringify([...headers]) + body;
        if (status >= 500 || /evil\.test|gopher|6666/.test(said)) wrong.push(`${nameOf(each)}: ${status} ${said}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(['google', 'github'])('that %s sends the browser back to is ours', async (provider) => {
    const started = await call(route('GET', '/auth/oauth/:provider/start'), `/auth/oauth/${provider}/start`);
    const back = new URL(locationOf(started)).searchParams.get('redirect_uri');
    expect([started.status, back]).toEqual([302, `${ORIGIN}/auth/oauth/${provider}/callback`]);
    const linked = await call(route('POST', '/auth/oauth/:provider/link'), `/auth/oauth/${provider}/link`);
    expect(urlOf(linked).searchParams.get('redirect_uri')).toBe(`${ORIGIN}/auth/oauth/${provider}/callback`);
  });

  it('that Stripe sends the browser back to is ours', async () => {
    const notYetPaying = ({ userId }: RealData) =>
      stage.sql.query(
        'WITH s AS (DELETE FROM subscriptions WHERE user_id = $1) DELETE FROM billing_customers WHERE user_id = $1',
        [userId],
      );
    expect((await call(route('POST', '/billing/checkout'), undefined, notYetPaying)).status).toBe(201);
    const { success_url, cancel_url } = stripe.account.last('cs_test');
    expect((await call(route('POST', '/billing/portal'))).status).toBe(201);
    const { return_url } = stripe.account.last('bps');
    for (const url of [success_url, cancel_url, return_url])
      expect(url).toMatch(new RegExp(`^${ORIGIN}/billing(\\?|$)`));
  });

  it('in a mail is ours', async () => {
    const email = 'grace@example.com';
    const send = (target: string, body: object) =>
      speak(
        stage.port,
        bytesOf({
          method: 'POST',
          target,
          headers: [...CLAIMS, ['Origin', ORIGIN], ['Content-Type', 'application/json']],
          body: JSON.stringify(body),
        }),
      );
    expect((await send('/auth/signup', { email, password: 'correct horse battery staple 42' })).status).toBe(201);
    expect((await send('/auth/password/forgot', { email })).status).toBe(202);
    const mails = [await mailbox.next(email), await mailbox.next(email)];
    const links = mails.flatMap(({ parsed }) => `${parsed.text} ${parsed.html}`.match(/\b\w+:\/\/[^\s"'<>]+/g) ?? []);
    expect([...new Set(links.map((link) => new URL(link.replace(/[.)]$/, '')).origin))]).toEqual([ORIGIN]);
    for (const page of ['verify-email', 'reset-password']) {
      expect(links).toContainEqual(expect.stringMatching(new RegExp(`^${ORIGIN}/${page}#[\\w-]+$`)));
    }
    expect(mails.map(({ raw }) => raw).join()).not.toMatch(/evil\.test|gopher/);
  });

  it('in a redirect is none: it stays on the origin the browser has asked', async () => {
    for (const target of ['/', '/account', '/billing', '//evil.test/', '/auth/oauth/google/callback?state=x&code=y']) {
      const headers: [string, string][] = [...CLAIMS, ['Sec-Fetch-Mode', 'navigate']];
      const location = locationOf(await speak(stage.port, bytesOf({ target, headers })));
      expect([target, location]).toEqual([
        target,
        expect.stringMatching(target.startsWith('//') ? /^$/ : /^\/login\?|^\/login$/),
      ]);
    }
  });

  it('is not what a token is judged by: it is for us, whatever host it is sent to', async () => {
    const { bearer } = await signedIn(stage.app);
    const { iss, aud } = JSON.parse(Buffer.from(bearer.split('.')[1]!, 'base64url').toString()) as Record<
      string,
      string
    >;
    expect([iss, aud]).toEqual([ORIGIN, ORIGIN]);
    const headers: [string, string][] = [...CLAIMS, ['Authorization', bearer]];
    expect((await speak(stage.port, bytesOf({ target: '/auth/me', headers }))).status).toBe(200);
  });
});
