import type { BillingStatus } from '@app/protocol';
import { openWhen, readBilling } from './support/billing-words.js';
import { openPage } from './support/browser.js';
import { signUp } from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { buy } from './support/stripe-stand-in.js';

const GONE = 'price_sandbox_pro_yearly';

describe('the billing page tells what seldom happens', () => {
  const stage = new OpenStage((yaml) => {
    Object.assign(yaml, { billing: { grace_seconds: 3600, past_due_grace_days: 3 } });
  });

  const open = async (email: string) => {
    const opened = await openPage(stage.browser, { baseURL: stage.url });
    await signUp(opened.page, email);
    return opened;
  };
  const is = (word: string) => (status: BillingStatus) => status.status === word;

  it('a payment that failed, with days to mend it', async () => {
    const { page, context, complaints } = await open('days-to-mend@example.com');
    await buy(page, 'upgrade-pro');
    await stage.stripe.setStatus('past_due');
    await openWhen(page, is('past_due'));
    expect(await readBilling(page, 'past-due-grace')).toMatchObject({
      plan: 'Pro',
      label: 'Payment failed',
      sentence: expect.stringMatching(/^You keep Pro until \d+ \w+ \d{4}, \d\d:\d\d\.$/),
      trouble: expect.stringContaining('Pay before then, and nothing changes.'),
      longMessages: expect.stringMatching(/^Yes\. It comes with Pro; your last payment failed, and you keep it until/),
      ways: expect.arrayContaining(['fix-payment']),
    });
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('money that goes back changes nothing of the plan', async () => {
    const { page, context, complaints } = await open('money-back@example.com');
    await buy(page, 'upgrade-pro');
    await stage.stripe.takeBack();
    await openWhen(page, is('active'));
    expect(await readBilling(page, 'refunded')).toMatchObject({ plan: 'Pro', label: 'Active', invoices: ['Paid'] });
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('a plan that is not offered any more', async () => {
    const { page, context, complaints } = await open('faithful@example.com');
    await buy(page, 'upgrade-pro');
    const { id, items } = await stage.stripe.newest('subscriptions');
    const item = { 'items[0][id]': items!.data[0]!.id, 'items[0][price]': GONE };
    await stage.stripe.ask('POST', `/subscriptions/${id}`, { ...item, 'metadata[plan]': 'gold' });
    await openWhen(page, ({ price }) => price === GONE);
    const said = await readBilling(page, 'gone');
    expect(said).toMatchObject({
      plan: 'A plan no longer offered',
      label: 'Active',
      sentence: expect.stringMatching(/^Renews on/),
      trouble: expect.stringContaining('Choose another plan, or cancel.'),
      longMessages: expect.stringMatching(/^No\. .* Plans that have it: Pro\.$/),
      ways: expect.arrayContaining(['cancel-subscription', 'change-pro']),
    });
    expect(said.price).toBeUndefined();
    expect(await page.getByTestId('plan-free').innerText()).not.toContain('Your plan');
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);
});
