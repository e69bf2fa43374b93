import { billingApp, subscriber, type BillingApp } from '../testing/index.js';

describe('GET /billing/invoices', () => {
  let app: BillingApp;
  let user: string;

  beforeAll(async () => {
    app = await billingApp();
    const who = await subscriber(app);
    user = who.user;
    for (let number = 1; number <= 30; number++)
      app.stripe.account.invoice(who.customer, { number: `A-${number}`, total: 2000, currency: 'eur', status: 'paid' });
  });
  afterAll(() => app.close());

  const list = (query = '', as = user) => app.call('GET', `/billing/invoices${query}`, as);
  const numbers = ({ invoices }: { invoices: { number: string }[] }) => invoices.map(({ number }) => number);

  it('comes in pages, newest first, until there is no more', async () => {
    const { body: first } = await list();
    expect(numbers(first)).toEqual(Array.from({ length: 24 }, (_, each) => `A-${30 - each}`));
    const { body: last } = await list(`?cursor=${first.nextCursor}`);
    expect(numbers(last)).toEqual(['A-6', 'A-5', 'A-4', 'A-3', 'A-2', 'A-1']);
    expect(last.nextCursor).toBeNull();
  });

  it('is empty for who is no customer, with any cursor', async () => {
    const stranger = await app.createUser();
    for (const query of ['', '?cursor=in_1'])
      expect(await list(query, stranger)).toMatchObject({ status: 200, body: { invoices: [], nextCursor: null } });
  });

  it('refuses a cursor that is none, or that Stripe does not know', async () => {
    for (const query of ['?cursor=../customers', '?cursor=', '?cursor=in_1&cursor=in_2', '?other=1'])
      expect((await list(query)).status).toBe(400);
    const body = { error: { type: 'invalid_request_error', code: 'resource_missing', param: 'starting_after' } };
    app.stripe.breakWith({ status: 400, body });
    expect(await list('?cursor=in_other')).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    app.stripe.heal();
  });

  it('is not available while Stripe is not', async () => {
    app.stripe.breakWith({ status: 500 });
    expect(await list()).toMatchObject({ status: 503, body: { code: 'billing_unavailable' } });
    app.stripe.heal();
  });
});
