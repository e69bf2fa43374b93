import type { BillingStatus } from '@app/protocol';
import type { Page } from 'playwright-core';
import { openWhen, readBilling } from './support/billing-words.js';
import { openPage } from './support/browser.js';
import { signUp } from './support/forms.js';
import { OpenStage } from './support/stage.js';

const PRO = { 'items[0][price]': 'price_sandbox_pro_monthly' };
const TRIAL = { trial_period_days: '7' };
const PAUSES = { ...TRIAL, 'trial_settings[end_behavior][missing_payment_method]': 'pause' };

describe('the billing page tells of a subscription that an operator made at Stripe', () => {
  const stage = new OpenStage();

  const open = async (email: string) => {
    const opened = await openPage(stage.browser, { baseURL: stage.url });
    await signUp(opened.page, email);
    return opened;
  };
  /** For somebody who has been to the checkout and left it; without a trial, with a card that fails. */
  async function giveByHand(page: Page, terms: Record<string, string>): Promise<void> {
    await page.goto('/billing');
    await page.getByTestId('upgrade-pro').click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('You left the checkout').waitFor();
    const { id: customer } = await stage.stripe.newest('customers');
    const attach = () => stage.stripe.ask('POST', '/payment_methods/pm_card_chargeCustomerFail/attach', { customer });
    const card: Record<string, string> =
      Object.keys(terms).length > 0 ? {} : { default_payment_method: (await attach()).id };
    await stage.stripe.ask('POST', '/subscriptions', { customer, ...PRO, ...terms, ...card });
  }
  const is = (word: string) => (status: BillingStatus) => status.status === word;

  // First, for its time is the real one.
  it('whose renewal nobody has heard of: what is paid for stays for a while', async () => {
    const { page, context, complaints } = await open('unheard@example.com');
    await giveByHand(page, { trial_end: String(Math.ceil(Date.now() / 1000) + 6) });
    await openWhen(page, is('trialing'));
    await stage.stripe.holdWebhooks();
    await page.getByTestId('billing-sentence').getByText('Its renewal has not reached us yet.').waitFor();
    expect(await readBilling(page, 'grace')).toMatchObject({
      plan: 'Pro',
      sentence: expect.stringMatching(/You keep Pro until (today|tomorrow), \d\d:\d\d\.$/),
      longMessages: expect.stringMatching(/^Yes\. It comes with Pro; what you paid for is over, and you keep it until/),
    });
    await stage.stripe.heal();
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it.each([
    ['paused', PAUSES, 8, 'Paused', 'Choose a plan to go on.', ['see-plans', 'manage-billing', 'upgrade-pro']],
    ['past_due', TRIAL, 8, 'Payment failed', 'Paid features are switched off.', ['pay-invoice', 'fix-payment']],
    ['incomplete', {}, 0, 'Not finished', 'Finish it within a day', ['pay-invoice', 'upgrade-pro']],
    ['incomplete_expired', {}, 1, 'Never begun', 'Nothing was charged', ['upgrade-pro']],
  ])(
    'and that is %s in the end',
    async (word, terms, days, label, trouble, ways) => {
      const { page, context, complaints } = await open(`by-hand-${word}@example.com`.replaceAll('_', '-'));
      await giveByHand(page, terms);
      if (days > 0) await stage.stripe.advance(days);
      await openWhen(page, is(word));
      await page.getByTestId('invoices').waitFor();
      expect(await readBilling(page, word)).toMatchObject({
        label,
        trouble: expect.stringContaining(trouble),
        longMessages: expect.stringMatching(/^No\. Your .* Plans that have it: Pro\.$/),
        ways: expect.arrayContaining(ways),
      });
      expect(complaints).toEqual([]);
      await context.close();
    },
    60_000,
  );
});
