import { day, openWhen, readBilling } from './support/billing-words.js';
import { openPage } from './support/browser.js';
import { signUp } from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { buy } from './support/stripe-stand-in.js';

describe('the billing page tells what was decided', () => {
  const stage = new OpenStage(({ plans }) => {
    Object.assign(plans.pro!, { prices: { yearly: 'price_sandbox_pro_yearly' } });
    plans.team = { label: 'Team', price: 'price_team', features: ['turns'], quotas: { turns_per_day: 5000 } };
  });

  const open = async (email: string) => {
    const opened = await openPage(stage.browser, { baseURL: stage.url });
    await signUp(opened.page, email);
    return opened;
  };

  // First, for the API compares what waits with the real time.
  it('from a downgrade that waits to the plan that takes over, and an upgrade from there', async () => {
    const { page, context, complaints } = await open('downgrader@example.com');
    await buy(page, 'upgrade-team');
    await page.getByText('Yearly').click();
    await page.getByTestId('change-pro').click();
    await page.getByTestId('change-confirm').click();
    const { currentPeriodEnd } = await openWhen(page, ({ pendingChange }) => pendingChange?.plan === 'pro');
    expect(await readBilling(page, 'downgrading')).toMatchObject({
      plan: 'Team',
      label: 'Active',
      sentence: `Paid until ${day(currentPeriodEnd)}.`,
      price: 'US$20 per month',
      coming: `Pro begins on ${day(currentPeriodEnd)} You keep Team until then. After that you pay US$200 per year. Keep Team`,
      ways: ['resume', 'change-card', 'manage-billing', 'cancel-subscription', 'change-free', 'change-pro'],
    });

    await stage.stripe.advance(32);
    await openWhen(page, ({ plan }) => plan === 'pro');
    expect(await readBilling(page, 'downgraded')).toMatchObject({
      plan: 'Pro',
      price: 'US$200 per year',
      longMessages: 'Yes. It comes with Pro.',
    });
    expect(await page.getByRole('radio', { name: 'Yearly' }).isChecked()).toBe(true);

    await page.getByTestId('change-team').click();
    await page.getByTestId('change-confirm').click();
    await page.getByTestId('told').getByText('You are on Team now.').waitFor();
    expect(await readBilling(page, 'upgraded')).toMatchObject({ plan: 'Team', price: 'US$20 per month' });
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);

  it('from a cancellation over second thoughts to the end, and sells again', async () => {
    const { page, context, complaints } = await open('leaver@example.com');
    await buy(page, 'upgrade-pro');
    for (const times of ['once', 'twice']) {
      await page.getByTestId('change-free').click();
      await page.getByTestId('cancel-confirm').click();
      await page.getByTestId('told').getByText('Your subscription is cancelled.').waitFor();
      if (times === 'once') await page.getByTestId('resume').click();
      if (times === 'once') await page.getByTestId('told').getByText('You keep Pro.').waitFor();
    }
    const leaving = await openWhen(page, ({ cancelAtPeriodEnd }) => cancelAtPeriodEnd);
    const end = day(leaving.currentPeriodEnd);
    expect(await readBilling(page, 'cancelled')).toMatchObject({
      plan: 'Pro',
      label: 'Ends soon',
      sentence: `Cancelled: you keep Pro until ${end}. Nothing more is charged.`,
      coming: expect.stringContaining(`Pro ends on ${end}`),
      longMessages: 'Yes. It comes with Pro.',
      ways: ['resume', 'change-card', 'manage-billing', 'change-team'],
    });

    await stage.stripe.advance(32);
    await openWhen(page, ({ status }) => status === 'canceled');
    await page.getByTestId('invoices').waitFor();
    expect(await readBilling(page, 'ended')).toMatchObject({
      plan: 'Free',
      label: 'Ended',
      longMessages: 'No. Your subscription has ended. Plans that have it: Pro.',
      invoices: ['Paid'],
      ways: ['manage-billing', 'upgrade-pro', 'upgrade-team'],
    });
    await buy(page, 'upgrade-pro');
    expect(complaints).toEqual([]);
    await context.close();
  }, 120_000);
});
