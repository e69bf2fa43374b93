import type { Page } from 'playwright-core';
import { openPage } from './support/browser.js';
import { eventually } from '@app/platform/testing';
import { signUp, unexpected, words } from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { arrivesAt, buy, CARD_THAT_FAILS_LATER } from './support/stripe-stand-in.js';

/** Dearer than Pro by the month and Pro by the year, and sold without a trial. */
const TEAM = { label: 'Team', price: 'price_team', features: ['turns', 'long_turns'], quotas: { turns_per_day: 5000 } };

describe('the billing page lets somebody', () => {
  const stage = new OpenStage(({ plans }) => {
    Object.assign(plans.pro!, { prices: { yearly: 'price_sandbox_pro_yearly' }, trial_days: 14 });
    Object.assign(plans.pro!, { quotas: { turns_per_day: 2000, turns_per_month: 20_000 } });
    plans.team = TEAM;
  });
  afterEach(() => stage.stripe.heal());

  const open = async (email: string) => {
    const opened = await openPage(stage.browser, { baseURL: stage.url });
    await signUp(opened.page, email);
    return opened;
  };
  const status = (page: Page, word: string) =>
    page.locator(`[data-testid=billing-status][data-status=${word}]`).waitFor();
  const told = (page: Page, text: string) => page.getByTestId('told').getByText(text).waitFor();

  it('compare plans by the month and by the year', async () => {
    const { page, context, complaints } = await open('comparer@example.com');
    await page.goto('/billing');
    const pro = page.getByTestId('plan-pro');
    await pro.getByText('US$20', { exact: true }).waitFor();
    await page.getByTestId('term-switch').getByRole('radio', { name: 'Monthly' }).focus();
    await page.keyboard.press('ArrowRight');
    await pro.getByText('US$200', { exact: true }).waitFor();
    expect(await words(page, 'terms-pro')).toContain('16.67 a month');
    expect(await words(page, 'term-switch')).toContain('Save 17%');
    expect(await pro.innerText()).toContain('20,000 turns a month');
    expect(await words(page, 'feature-premium_models')).toContain('Plans that have it: Pro.');
    await page.getByText('No invoices yet.').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('try a plan for free, see when that ends, cancel after hearing what is kept, and resume', async () => {
    const { page, context, complaints } = await open('trier@example.com');
    await page.goto('/billing');
    expect(await words(page, 'terms-pro')).toBe('14 days free, then US$20 per month');
    expect(await words(page, 'upgrade-pro')).toBe('Try Pro free');
    await buy(page, 'upgrade-pro');
    await status(page, 'trialing');
    expect(await words(page, 'billing-sentence')).toMatch(/^Free until \d+ \w+ \d{4}/);
    expect(await words(page, 'feature-premium_models')).toContain('which you try until');
    expect(await page.getByTestId('quota-meter').count()).toBe(2);

    await page.getByTestId('cancel-subscription').click();
    expect(await words(page, 'cancel')).toContain('You are never charged.');
    expect(await words(page, 'losses')).toContain('20 turns a day instead of 2,000');
    await page.keyboard.press('Escape');
    await page.locator(':focus').and(page.getByTestId('cancel-subscription')).waitFor();

    await page.getByTestId('cancel-subscription').click();
    await page.getByTestId('cancel-confirm').click();
    await told(page, 'Your subscription is cancelled.');
    expect(await words(page, 'billing-sentence')).toContain('Cancelled: you try Pro until');
    expect(await page.getByTestId('cancel-subscription').count()).toBe(0);
    await page.getByTestId('resume').click();
    await told(page, 'You keep Pro.');
    expect(await words(page, 'billing-sentence')).toMatch(/^Free until/);
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('change to something cheaper with the next period, keep what they have after all, and change to something dearer at once', async () => {
    const { page, context, complaints } = await open('changer@example.com');
    await buy(page, 'upgrade-team');
    await page.getByText('Yearly').click();
    await page.getByTestId('change-pro').click();
    expect(await words(page, 'change')).toMatch(
      /You keep Team until .* From then on you have Pro, for US\$200 per year/,
    );
    expect(await words(page, 'losses')).toContain('2,000 turns a day instead of 5,000');
    await page.getByTestId('change-confirm').click();
    await told(page, 'Pro begins on');
    expect(await words(page, 'coming-change')).toContain('You keep Team until then.');
    await page.getByTestId('resume').click();
    await told(page, 'You keep Team.');
    expect(await page.getByTestId('coming-change').count()).toBe(0);

    await page.getByText('Monthly').click();
    await page.getByTestId('change-pro').click();
    expect(await words(page, 'change')).toContain('Stripe charges your payment method now, prorated');
    await page.getByTestId('change-confirm').click();
    await told(page, 'You are on Pro now.');
    await page.getByTestId('plan-name').getByText('Pro').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('hear that a payment failed, and that nothing has changed', async () => {
    const { page, context, complaints } = await open('declined@example.com');
    // Who had a subscription gets no trial any more.
    await buy(page, 'upgrade-team');
    await stage.stripe.setStatus('canceled');
    await arrivesAt(page, 'canceled');
    await buy(page, 'upgrade-pro', CARD_THAT_FAILS_LATER);
    await page.getByText('Yearly').click();
    await page.getByTestId('change-pro').click();
    await page.getByTestId('change-confirm').click();
    expect(await words(page, 'change-error')).toContain('You were not charged');
    await page.getByTestId('change-card-instead').click();
    await page.getByRole('button', { name: 'Save card' }).waitFor();
    await arrivesAt(page, 'active');
    expect(await words(page, 'plan-name')).toBe('Pro');
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 60_000);

  it('try again when Stripe did not answer', async () => {
    const { page, context } = await open('patient@example.com');
    await page.goto('/billing');
    await stage.stripe.breakCalls('/v1/*');
    await page.getByTestId('upgrade-team').click();
    const plan = page.getByTestId('plan-team');
    await plan.getByText('Billing cannot be reached just now.').waitFor();
    await stage.stripe.heal();
    // Stripe is left alone for a while after it has failed.
    await eventually(async () => {
      await plan.getByRole('button', { name: 'Try again' }).click({ timeout: 1000 });
      await page.getByLabel('Card number').waitFor({ timeout: 2000 });
      return true;
    }, 40_000);
    await context.close();
  }, 60_000);

  it.each([
    ['past_due', 'Your last payment did not go through', 'fix-payment'],
    ['unpaid', 'Several payments did not go through', 'fix-payment'],
    ['incomplete', 'Your first payment is not finished', 'upgrade-team'],
    ['incomplete_expired', 'Your subscription never began', 'upgrade-team'],
    ['paused', 'Your subscription is paused', 'upgrade-team'],
    ['under_review', 'Stripe reports the state “under_review”', 'see-at-stripe'],
  ])(
    'read what it means that a subscription is %s, and what to do',
    async (word, title, help) => {
      const { page, context, complaints } = await open(`${word}@example.com`.replaceAll('_', '-'));
      await buy(page, 'upgrade-team');
      await stage.stripe.setStatus(word);
      await arrivesAt(page, word);
      expect(await words(page, 'trouble')).toContain(title);
      expect(await page.getByTestId('feature-long_turns').getAttribute('data-allowed')).toBe('false');
      await page.getByTestId(help).click();
      await page.waitForURL((to) => to.origin !== stage.url);
      expect(complaints).toEqual([]);
      await context.close();
    },
    60_000,
  );

  it('hear that what they see has been overtaken when they do something about it', async () => {
    const { page, context, complaints } = await open('two-tabs@example.com');
    // Before the page looks again by itself.
    await page.clock.install();
    await page.goto('/billing');
    await page.getByTestId('upgrade-pro').waitFor();
    await page.clock.pauseAt(Date.now() + 1000);
    const other = await context.newPage();
    await buy(other, 'upgrade-team');
    await page.getByTestId('upgrade-pro').click();
    await page.getByTestId('surprise').getByText('You have a subscription already.').waitFor();
    await status(page, 'active');

    await stage.stripe.setStatus('canceled');
    await page.getByTestId('cancel-subscription').click();
    await page.getByTestId('cancel-confirm').click();
    await page.getByTestId('surprise').getByText('There is no running subscription any more.').waitFor();
    await status(page, 'canceled');
    await page.getByTestId('upgrade-pro').waitFor();
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 60_000);

  it('go through their invoices page by page', async () => {
    const { page, context, complaints } = await open('collector@example.com');
    const invoice = (number: string) => ({ number, date: '2026-01-31T12:00:00Z', amount: 1999, currency: 'eur' });
    const page1 = { invoices: [{ ...invoice('A-2'), status: 'open', url: stage.url, pdf: null }], nextCursor: 'in_2' };
    const page2 = { invoices: [{ ...invoice('A-1'), status: 'paid', url: null, pdf: stage.url }], nextCursor: null };
    await page.route('**/billing/invoices*', (route) =>
      route.fulfill({ json: route.request().url().endsWith('?cursor=in_2') ? page2 : page1 }),
    );
    await page.goto('/billing');
    const rows = page.getByTestId('invoices').getByRole('listitem');
    expect(await rows.first().innerText()).toMatch(/31 January 2026\s+A-2\s+To pay\s+€19.99\s+Pay/);
    await page.getByTestId('more-invoices').click();
    await page.locator('li:focus').getByText('A-1', { exact: true }).waitFor();
    expect([await rows.count(), await page.getByTestId('more-invoices').count()]).toEqual([2, 0]);
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);
});
