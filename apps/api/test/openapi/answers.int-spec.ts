import { randomUUID } from 'node:crypto';
import { signatureOf } from '@app/billing/testing';
import { RecentMetrics } from '@app/metrics';
import { eventually } from '@app/platform/testing';
import { TestSocket } from '@app/turns/testing';
import { ORIGIN, Stage, WEBHOOK_SECRET } from './stage.js';
import type { Visitor } from './visitor.js';

const PASSWORD = 'correct horse battery staple 42';
const stage = new Stage();
beforeAll(() => stage.open());
afterAll(() => stage.close());

const newAddress = () => `${randomUUID()}@example.com`;

/** Somebody who has bought `pro`, and the id of their customer at Stripe. */
async function subscriber(): Promise<{ visitor: Visitor; customer: string }> {
  const visitor = await stage.signedIn();
  const { url } = await visitor.call<{ url: string }>('startCheckout', { body: { plan: 'pro' } });
  const session = url.split('/').at(-1)!;
  const { customer } = stage.stripe.account.pay(session);
  await visitor.call('getBillingStatus', { query: { checkout_session: session } });
  return { visitor, customer: customer as string };
}

/** Sends the browser to the test provider, and gives the parameters with which it comes back. */
async function comeBackFrom(provider: string): Promise<Record<string, string>> {
  const answer = await fetch(provider, { redirect: 'manual' });
  return Object.fromEntries(new URL(answer.headers.get('location')!).searchParams);
}

const google = { path: { provider: 'google' } };

describe('answers are what the description says:', () => {
  it('to operators and supervisors', async () => {
    const visitor = stage.visitor();
    const standard = { accept: 'application/health+json' };
    for (const operation of ['getHealth', 'getLiveness', 'getReadiness']) {
      expect(await visitor.call(operation)).toMatchObject({ status: 'ok' });
      expect(await visitor.call(operation, { headers: standard })).toEqual({ status: 'pass' });
    }
    const detail = { query: { detail: '' } };
    expect(await visitor.call('getHealth', detail)).toMatchObject({ checks: { database: { status: 'up' } } });
    expect(await visitor.call('getHealth', { ...detail, headers: standard })).toHaveProperty('checks.database');
    expect(await visitor.call<string>('getMetrics')).toContain('turnpike_build_info');
    await visitor.refused('getMetrics', [403, 'forbidden'], { headers: { 'x-forwarded-for': '203.0.113.9' } });
  });

  it('to whoever signs up, confirms the address, and forgets the password', async () => {
    const visitor = stage.visitor();
    const email = newAddress();
    await visitor.refused('signUp', [400, 'weak_password'], { body: { email, password: 'password' } });
    await visitor.refused('signUp', [400, 'invalid_request'], { body: { email } });
    await visitor.call('signUp', { body: { email, password: PASSWORD, name: 'Ada' } });
    await visitor.refused('signUp', [409, 'email_taken'], { body: { email, password: PASSWORD } });
    expect(await visitor.call('getPassword')).toEqual({ set: true });
    await stage.mailbox.nextToken(email);
    await visitor.call('requestEmailVerification');
    await visitor.refused('verifyEmail', [400, 'invalid_link'], { body: { token: 'x' } });
    await visitor.call('verifyEmail', { body: { token: await stage.mailbox.nextToken(email) } });
    // Who somebody is is remembered for a moment.
    await eventually(async () => (await visitor.call('getMe')).emailVerified === true);
    await visitor.refused('requestEmailVerification', [409, 'already_verified']);
    expect(await visitor.call('getMe')).toMatchObject({ email, emailVerified: true, plan: 'free' });
    expect(await visitor.call('updateMe', { body: { name: 'Grace' } })).toMatchObject({ name: 'Grace' });
    await visitor.refused('updateMe', [400, 'invalid_request'], { body: { name: 'x'.repeat(500) } });
    await visitor.call('logOut');
    await visitor.refused('getMe', [401, 'unauthenticated']);
    await visitor.refused('logIn', [401, 'invalid_credentials'], { body: { email, password: 'x' } });
    await visitor.call('requestPasswordReset', { body: { email } });
    const token = await stage.mailbox.nextToken(email);
    await visitor.refused('resetPassword', [400, 'weak_password'], { body: { token, password: 'password' } });
    await visitor.call('resetPassword', { body: { token, password: PASSWORD } });
    await visitor.refused('resetPassword', [400, 'invalid_link'], { body: { token, password: PASSWORD } });
    await visitor.call('logIn', { body: { email, password: PASSWORD } });
    const newPassword = `${PASSWORD} again`;
    await visitor.refused('changePassword', [403, 'wrong_password'], { body: { currentPassword: 'x', newPassword } });
    await visitor.call('changePassword', { body: { currentPassword: PASSWORD, newPassword } });
    const data = await visitor.call('exportMe');
    expect(data).toMatchObject({ profile: { email } });
    await visitor.call('deleteMe');
    await visitor.refused('getMe', [401, 'unauthenticated']);
  });

  it('to whoever has sessions', async () => {
    const visitor = await stage.signedIn();
    const { sessions } = await visitor.call<{ sessions: { id: string }[] }>('listSessions');
    await visitor.refused('revokeSession', [404, 'not_found'], { path: { id: randomUUID() } });
    await visitor.call('revokeSession', { path: { id: sessions[0]!.id } });
  });

  it('to whoever signs in through a provider, and adds one', async () => {
    stage.provider.person = { id: 7, name: 'Ada', email: newAddress(), verified: true };
    const visitor = stage.visitor();
    expect(await visitor.call('listProviders')).toEqual({ providers: [{ name: 'google', label: 'Google' }] });
    await visitor.refused('startSignIn', [404, 'not_found'], { path: { provider: 'nobody' } });
    const out = await visitor.call<string>('startSignIn', { ...google, query: { returnTo: '/account' } });
    const back = await comeBackFrom(out);
    const callback = stage.description.endpoint('finishSignIn');
    const { headers } = await visitor.receive(callback, { ...google, query: back });
    expect(headers.get('location')).toBe('/account');
    expect(await visitor.call('finishSignIn', google)).toContain('/login?error=');
    expect(await visitor.call('getPassword')).toEqual({ set: false });
    expect(await visitor.call('listIdentities')).toMatchObject({ identities: [{ provider: 'google' }] });
    await visitor.refused('unlinkIdentity', [409, 'last_way_in'], google);
    await visitor.refused('unlinkIdentity', [404, 'not_found'], { path: { provider: 'github' } });
    await visitor.refused('linkProvider', [404, 'not_found'], { path: { provider: 'nobody' } });
    await visitor.call('changePassword', { body: { newPassword: PASSWORD } });
    const { url } = await visitor.call<{ url: string }>('linkProvider', google);
    expect(url).toContain(stage.provider.entry.authorization_url);
    await visitor.call('unlinkIdentity', google);
  });

  it('to whoever takes turns', async () => {
    const visitor = await stage.signedIn();
    expect(await visitor.call('listModels')).toHaveProperty('models.0.available', true);
    const socket = await TestSocket.open(`${stage.url.replace('http', 'ws')}/ws`, {
      cookie: visitor.cookie,
      origin: ORIGIN,
    });
    for (const text of ['Is anybody there?', 'Anybody else?']) {
      const id = randomUUID();
      socket.send({ type: 'turn', id, text });
      await socket.next('done', id);
    }
    await socket.close();
    const list = await visitor.call<{ conversations: { id: string }[]; nextCursor: string }>('listConversations', {
      query: { limit: '1' },
    });
    await visitor.call('listConversations', { query: { cursor: list.nextCursor } });
    const path = { id: list.conversations[0]!.id };
    expect(await visitor.call('getConversation', { path, query: { limit: '10' } })).toMatchObject({
      turns: [{ status: 'completed', answer: 'Hello world' }],
    });
    await visitor.call('renameConversation', { path, body: { title: 'Other' } });
    await visitor.call('deleteConversation', { path });
    for (const operation of ['getConversation', 'deleteConversation'])
      await visitor.refused(operation, [404, 'not_found'], { path });
    await visitor.refused('renameConversation', [404, 'not_found'], { path, body: { title: 'Other' } });
    await visitor.call('deleteConversations');
  });

  it('to whoever looks at plans and has none', async () => {
    stage.stripe.account.setPrice('price_small', 500, 'month', { recurring: { interval: 'month', interval_count: 3 } });
    const visitor = await stage.signedIn();
    expect(await visitor.call('listPlans')).toMatchObject({
      plans: [{ name: 'free' }, { name: 'pro' }, { trialDays: 14, prices: [{ amount: 500, intervalCount: 3 }] }],
    });
    expect(await visitor.call('getBillingStatus')).toMatchObject({ status: 'none', currentPeriodEnd: null });
    expect(await visitor.call('listInvoices')).toEqual({ invoices: [], nextCursor: null });
    await visitor.refused('startCheckout', [400, 'unknown_plan'], { body: { plan: 'free' } });
    await visitor.refused('changePlan', [400, 'unknown_plan'], { body: { plan: 'free' } });
    await visitor.refused('openPortal', [409, 'no_customer']);
    for (const operation of ['cancelSubscription', 'resumeSubscription'])
      await visitor.refused(operation, [409, 'not_subscribed']);
    await visitor.refused('changePlan', [409, 'not_subscribed'], { body: { plan: 'pro' } });
  });

  it('to whoever buys a plan, and changes it', async () => {
    const { visitor, customer } = await subscriber();
    await visitor.refused('startCheckout', [409, 'already_subscribed'], { body: { plan: 'pro' } });
    expect(await visitor.call('changePlan', { body: { plan: 'small' } })).toMatchObject({ effective: 'period_end' });
    await eventually(async () => (await visitor.call('getBillingStatus')).pendingChange !== null);
    expect(await visitor.call('resumeSubscription')).toMatchObject({ plan: 'pro', pendingChange: null });
    expect(await visitor.call('cancelSubscription')).toMatchObject({ cancelAtPeriodEnd: true });
    await visitor.call('resumeSubscription');
    await visitor.call('openPortal');
    await visitor.call('openPortal', { body: { flow: 'payment_method_update' } });
    const { account } = stage.stripe;
    const facts = { number: 'A-1', total: -500, currency: 'eur', status: 'open', invoice_pdf: 'https://stripe/a.pdf' };
    account.invoice(customer, { ...facts, hosted_invoice_url: 'https://stripe/a' });
    account.invoice(customer, { number: null, total: 2000, currency: 'eur', status: null });
    expect(await visitor.call('listInvoices')).toMatchObject({ invoices: [{ number: null }, { number: 'A-1' }] });
  });

  it('to whoever asks while Stripe is away', async () => {
    const { visitor } = await subscriber();
    const newcomer = await stage.signedIn();
    stage.stripe.breakWith({ status: 500 });
    try {
      for (const operation of ['listInvoices', 'openPortal'])
        await visitor.refused(operation, [503, 'billing_unavailable']);
      await newcomer.refused('startCheckout', [503, 'billing_unavailable'], { body: { plan: 'pro' } });
    } finally {
      stage.stripe.heal();
    }
  });

  it('to Stripe', async () => {
    const event = { id: 'evt_1', object: 'event', type: 'a.b', created: 1, livemode: false, data: { object: {} } };
    const deliver = (body: string, secret: string) => ({
      body,
      headers: { 'stripe-signature': signatureOf(body, secret) },
    });
    const visitor = stage.visitor();
    expect(await visitor.call('receiveStripeEvent', deliver(JSON.stringify(event), WEBHOOK_SECRET))).toEqual({
      received: true,
    });
    await visitor.refused('receiveStripeEvent', [400, 'invalid_signature'], deliver(JSON.stringify(event), 'whsec_x'));
    const live = JSON.stringify({ ...event, livemode: true });
    await visitor.refused('receiveStripeEvent', [400, 'livemode_mismatch'], deliver(live, WEBHOOK_SECRET));
  });

  it('to admins, and to those who are none', async () => {
    const admin = await stage.signedIn('admin');
    const user = await stage.signedIn();
    await stage.app.get(RecentMetrics, { strict: false }).take();
    expect(await admin.call('getRecentMetrics')).toHaveProperty('samples.0');
    expect(await admin.call('listUsers', { query: { email: '@' } })).toHaveProperty('users.0');
    const path = { id: user.id };
    expect(await admin.call('updateUser', { path, body: { disabled: true } })).toMatchObject({ disabled: true });
    await admin.call('updateUser', { path, body: { disabled: false } });
    await admin.refused('updateUser', [404, 'not_found'], { path: { id: randomUUID() }, body: { role: 'user' } });
    await admin.refused('updateUser', [409, 'last_admin'], { path: { id: admin.id }, body: { role: 'user' } });
    const query = { subject: user.id, from: '2020-01-01T00:00:00Z', limit: '1' };
    const { nextCursor } = await admin.call<{ nextCursor: string }>('listAuditEvents', { query });
    expect(await admin.call('listAuditEvents', { query: { cursor: nextCursor } })).toHaveProperty('events.0');
    const other = await stage.signedIn();
    for (const operation of ['listUsers', 'listAuditEvents', 'getRecentMetrics'])
      await other.refused(operation, [403, 'role_required']);
    await other.refused('updateUser', [403, 'role_required'], { path, body: { role: 'admin' } });
  });

  it('to whoever is not signed in: 401 from what says that it needs an actor, and from nothing else', async () => {
    const unexpected: string[] = [];
    for (const endpoint of stage.description.endpoints) {
      const path = { id: randomUUID(), provider: 'google' };
      const { status, text } = await stage.visitor().receive(endpoint, { path });
      const isRefused = status === 401 && JSON.parse(text).code === 'unauthenticated';
      const isOpen = endpoint.security!.length === 0 || endpoint.security!.some((each) => !Object.keys(each).length);
      if (isRefused === isOpen) unexpected.push(`${endpoint.operationId} ${status}`);
    }
    expect(unexpected).toEqual([]);
  });

  it('from every operation, at least once as asked', () => {
    const all = stage.description.endpoints.map(({ operationId }) => operationId);
    expect(all.filter((operationId) => !stage.seen.has(operationId))).toEqual([]);
  });
});
