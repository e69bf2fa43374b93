import { openPage } from './support/browser.js';
import { refuse, signUp, unexpected } from './support/forms.js';
import { judge } from './support/looks.js';
import { OpenStage } from './support/stage.js';
import { arrivesAt, buy } from './support/stripe-stand-in.js';

describe('the pages around billing', () => {
  const stage = new OpenStage(({ plans }) => {
    Object.assign(plans.pro!, { prices: { yearly: 'price_sandbox_pro_yearly' } });
    plans.team = { label: 'Team', price: 'price_team', features: ['turns'], quotas: { turns_per_day: 5000 } };
  });

  it('are accessible in every state and look, never scroll sideways, and keep the content security policy', async () => {
    const { page, context, complaints } = await openPage(stage.browser, { baseURL: stage.url });
    await signUp(page, 'payer@example.com');
    await page.goto('/billing');
    await page.getByText('Yearly').click();
    await judge(page, 'billing-yearly');
    await buy(page, 'upgrade-team');
    await judge(page, 'billing-paid');
    await page.getByText('Yearly').click();
    await page.getByTestId('change-pro').click();
    await judge(page, 'billing-downgrade');
    await page.getByTestId('change-confirm').click();
    await page.getByTestId('coming-change').waitFor();
    await judge(page, 'billing-pending');
    await page.getByTestId('cancel-subscription').click();
    await judge(page, 'billing-cancel');
    await page.getByTestId('cancel-confirm').click();
    await page.getByTestId('told').getByText('is cancelled').waitFor();
    await judge(page, 'billing-cancelled');

    await refuse(page, { method: 'POST', path: '/billing/change' }, { status: 402, code: 'payment_failed' });
    await page.getByText('Monthly').click();
    await page.getByTestId('change-pro').click();
    await page.getByTestId('change-confirm').click();
    await page.getByTestId('change-error').waitFor();
    await judge(page, 'billing-declined');
    await stage.stripe.setStatus('past_due');
    await arrivesAt(page, 'past_due');
    await judge(page, 'billing-past-due');

    await page.goto('/account');
    await refuse(page, { method: 'DELETE', path: '/auth/me' }, { status: 503, code: 'billing_unavailable' });
    await page.getByTestId('delete-account').click();
    await page.getByLabel('To confirm').fill('payer@example.com');
    await page.getByTestId('deletion-confirm').click();
    await page.getByTestId('deletion-kept').waitFor();
    await judge(page, 'account-deletion');
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 180_000);
});
