import { auditOf, billingApp, subscriber, until, type BillingApp, type Subscriber } from '../testing/index.js';

describe('Money that goes back', () => {
  let app: BillingApp;
  let who: Subscriber;

  beforeAll(async () => {
    app = await billingApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    who = await subscriber(app);
  });

  const charge = (refunded: number) =>
    app.stripe.account.put('ch', {
      object: 'charge',
      customer: who.customer,
      amount: 2000,
      amount_refunded: refunded,
      currency: 'eur',
    });
  const heard = (action: string) =>
    until(async () => {
      const rows = await app.sql.query<{ details: object }[]>(
        'SELECT details FROM audit_events WHERE action = $1 AND subject_id = $2',
        [action, who.user],
      );
      return rows[0]?.details;
    });
  const planNow = async () => (await app.call('GET', '/billing/status', who.user)).body.plan;

  it.each([
    ['in full', 2000, true],
    ['in part', 500, false],
  ])('%s is written down with what Stripe says now, and takes nothing away', async (_, refunded, full) => {
    const { id } = charge(refunded);
    // The event is a hint: what it says of the amount is not what counts.
    await app.deliver('charge.refunded', { id, object: 'charge', customer: who.customer, amount_refunded: 1 });
    expect(await heard('billing.refunded')).toMatchObject({ charge: id, amount: 2000, refunded, full });
    expect(await planNow()).toBe('pro');
    expect(app.stripe.account.find(who.subscription.id).status).toBe('active');
  });

  it('is written down once, however often Stripe says it', async () => {
    const { id } = charge(2000);
    const object = { id, object: 'charge', customer: who.customer };
    for (let copy = 0; copy < 3; copy++) await app.deliver('charge.refunded', object, { id: `evt_${id}` });
    await heard('billing.refunded');
    expect((await auditOf(app, who.user)).filter((action) => action === 'billing.refunded')).toHaveLength(1);
  });

  it('by a dispute is written down when it opens and when it closes, and takes nothing away', async () => {
    const dispute = { id: 'dp_1', object: 'dispute', charge: charge(0).id, amount: 2000, currency: 'eur' };
    await app.deliver('charge.dispute.created', { ...dispute, reason: 'fraudulent', status: 'needs_response' });
    expect(await heard('billing.dispute_opened')).toMatchObject({ dispute: 'dp_1', reason: 'fraudulent' });
    expect(await planNow()).toBe('pro');
    await app.deliver('charge.dispute.closed', { ...dispute, reason: 'fraudulent', status: 'lost' });
    expect(await heard('billing.dispute_closed')).toMatchObject({ status: 'lost' });
    expect(await planNow()).toBe('pro');
  });

  it('to nobody we know is written down without a name', async () => {
    const { id } = app.stripe.account.put('ch', { object: 'charge', customer: null, amount: 5, amount_refunded: 5 });
    await app.deliver('charge.refunded', { id, object: 'charge', customer: null });
    const count = () =>
      app.sql.query(`SELECT FROM audit_events WHERE details ->> 'charge' = $1 AND subject_id IS NULL`, [id]);
    await until(async () => (await count()).length === 1);
  });
});
