import type { Page } from 'playwright-core';
import { day, openWhen, readBilling } from './support/billing-words.js';
import { openPage } from './support/browser.js';
import { signUp, words } from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { buy, CARD_THAT_FAILS_LATER } from './support/stripe-stand-in.js';

const GOOD_CARD = '4242 4242 4242 4242';

describe('the billing page tells the life of a subscription', () => {
  const stage = new OpenStage(({ plans }) => {
    Object.assign(plans.pro!, { prices: { yearly: 'price_sandbox_pro_yearly' }, trial_days: 14 });
    plans.team = {
      label: 'Team',
      price: 'price_team',
      features: ['turns', 'long_turns'],
      quotas: { turns_per_day: 5000 },
    };
  });

  const open = async (email: string) => {
    const opened = await openPage(stage.browser, { baseURL: stage.url });
    await signUp(opened.page, email);
    return opened;
  };
  async function saveCard(page: Page, way: string, card: string) {
    await page.getByTestId(way).click();
    await page.getByLabel('Card number').fill(card);
    await page.getByRole('button', { name: 'Save card' }).click();
    await page.waitForURL(`${stage.url}/billing`);
  }

  it('from nothing over a trial, a renewal and a card that fails to one that works', async () => {
    const { page, context, complaints } = await open('life@example.com');
    await openWhen(page, ({ status }) => status === 'none');
    expect(await readBilling(page, 'none')).toEqual({
      plan: 'Free',
      label: 'No subscription',
      sentence: 'You are on the free plan and pay nothing.',
      meter: expect.any(String),
      longMessages: 'No. Your plan does not have it. Plans that have it: Pro and Team.',
      invoices: [],
      ways: ['upgrade-pro', 'upgrade-team'],
    });

    await buy(page, 'upgrade-pro');
    const trial = await openWhen(page, ({ status }) => status === 'trialing');
    const trialEnd = day(trial.currentPeriodEnd);
    expect(await readBilling(page, 'trialing')).toMatchObject({
      plan: 'Pro',
      label: 'Trial',
      sentence: `Free until ${trialEnd}, then US$20 per month.`,
      longMessages: `Yes. It comes with Pro, which you try until ${trialEnd}.`,
      ways: ['change-card', 'manage-billing', 'cancel-subscription', 'change-free', 'change-team', 'update-at-stripe'],
    });

    await stage.stripe.advance(15);
    const first = await openWhen(page, ({ status }) => status === 'active');
    const active = { plan: 'Pro', label: 'Active', price: 'US$20 per month', longMessages: 'Yes. It comes with Pro.' };
    expect(await readBilling(page, 'active')).toMatchObject({
      ...active,
      sentence: `Renews on ${day(first.currentPeriodEnd)}.`,
      invoices: ['Paid', 'Paid'],
    });
    await stage.stripe.advance(31);
    const second = await openWhen(page, ({ currentPeriodEnd }) => currentPeriodEnd! > first.currentPeriodEnd!);
    expect(await readBilling(page, 'renewed')).toMatchObject({
      ...active,
      sentence: `Renews on ${day(second.currentPeriodEnd)}.`,
      invoices: ['Paid', 'Paid', 'Paid'],
    });

    await saveCard(page, 'change-card', CARD_THAT_FAILS_LATER);
    await stage.stripe.advance(31);
    await openWhen(page, ({ status }) => status === 'past_due');
    await page.getByTestId('pay-invoice').waitFor();
    expect(await readBilling(page, 'past-due')).toMatchObject({
      plan: 'Pro',
      label: 'Payment failed',
      sentence: 'Until it is paid you have what the free plan has.',
      trouble: expect.stringContaining('Paid features are switched off. They are back as soon as it is paid.'),
      longMessages: 'No. Your last payment did not go through. Plans that have it: Pro and Team.',
      invoices: ['To pay', 'Paid', 'Paid', 'Paid'],
      ways: ['pay-invoice', 'fix-payment', 'change-card', 'manage-billing', 'cancel-subscription'],
    });
    // Back from Stripe the page puts itself right, however late the webhook is.
    await stage.stripe.holdWebhooks(2000);
    await saveCard(page, 'fix-payment', GOOD_CARD);
    await page.getByTestId('billing-status').getByText('Active').waitFor();
    await page.getByTestId('invoices').getByText('To pay').waitFor({ state: 'detached' });
    expect(await readBilling(page, 'mended')).toMatchObject(active);
    await stage.stripe.heal();
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it.each([
    [
      'canceled',
      'Ended',
      'Your subscription has ended. Choose a plan',
      ['manage-billing', 'upgrade-pro', 'upgrade-team'],
    ],
    ['unpaid', 'Unpaid', 'Until it is paid you have what the free', ['pay-invoice', 'fix-payment', 'manage-billing']],
  ] as const)(
    'to its end as %s when nobody pays',
    async (end, label, sentence, ways) => {
      const { page, context, complaints } = await open(`ends-${end}@example.com`);
      await stage.stripe.endRetriesAs(end);
      await buy(page, 'upgrade-pro', CARD_THAT_FAILS_LATER);
      await stage.stripe.advance(40);
      await openWhen(page, ({ status }) => status === end);
      await page.getByTestId('invoices').waitFor();
      const said = await readBilling(page, end);
      expect(said).toMatchObject({ plan: 'Free', label, sentence: expect.stringContaining(sentence) });
      expect(said.ways).toEqual(expect.arrayContaining([...ways]));
      expect(said.ways).not.toContain('cancel-subscription');
      // Who had a subscription gets no trial any more.
      if (end === 'canceled') expect(await words(page, 'upgrade-pro')).toBe('Upgrade to Pro');
      else await saveCard(page, 'fix-payment', GOOD_CARD);
      if (end === 'unpaid') await page.getByTestId('billing-status').getByText('Active').waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    },
    120_000,
  );
});
