import { eventually } from '@app/platform/testing';
import { openWhen, readBilling } from './support/billing-words.js';
import { openPage } from './support/browser.js';
import { signUp, unexpected } from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { buy } from './support/stripe-stand-in.js';

describe('the billing page after a checkout', () => {
  const stage = new OpenStage();
  afterEach(() => stage.stripe.heal());

  const open = async (email: string) => {
    const opened = await openPage(stage.browser, { baseURL: stage.url });
    await signUp(opened.page, email);
    return opened;
  };

  it('that was left says that nothing was charged, once, and leads there again', async () => {
    const { page, context, complaints } = await open('leaves@example.com');
    await page.goto('/billing');
    await page.getByTestId('upgrade-pro').click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByTestId('checkout-return').getByText('Nothing was charged.').waitFor();
    await page.waitForURL(`${stage.url}/billing`);
    expect(await readBilling(page, 'left')).toMatchObject({ label: 'No subscription', ways: ['upgrade-pro'] });
    await page.reload();
    await page.getByTestId('upgrade-pro').waitFor();
    expect(await page.getByTestId('checkout-return').innerText()).toBe('');
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('whose webhook is lost asks Stripe itself', async () => {
    const { page, context, complaints } = await open('lost-webhook@example.com');
    await stage.stripe.holdWebhooks();
    await buy(page, 'upgrade-pro');
    expect(await readBilling(page, 'paid')).toMatchObject({ plan: 'Pro', label: 'Active', invoices: ['Paid'] });
    const pdf = await page.getByRole('link', { name: /^PDF of invoice/ }).getAttribute('href');
    expect((await fetch(pdf!)).headers.get('content-type')).toBe('application/pdf');
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('of which nobody knows for minutes says so, goes on looking, and tells the truth when it comes', async () => {
    const { page, context, complaints } = await open('patient-payer@example.com');
    await page.clock.install();
    await page.goto('/billing');
    await page.getByTestId('upgrade-pro').click();
    await page.getByLabel('Card number').waitFor();
    await stage.stripe.holdWebhooks();
    await stage.stripe.breakCalls('/v1/*');
    await page.getByRole('button', { name: /^Pay/ }).click();
    const notice = page.getByTestId('checkout-return');
    await notice.getByText('Waiting for Stripe to confirm your payment').waitFor();
    expect(await page.getByTestId('billing-status').getAttribute('data-status')).toBe('none');

    await page.clock.fastForward('02:00');
    await notice.getByText('The confirmation is taking longer than usual').waitFor();
    expect(await notice.innerText()).toContain('you will not be charged twice');
    await notice.getByRole('button', { name: 'Look again' }).waitFor();
    await readBilling(page, 'late');

    await stage.stripe.heal();
    // Stripe is left alone for a while after it has failed.
    await eventually(async () => {
      await page.clock.fastForward('00:15');
      return (await notice.getAttribute('data-state')) === 'done';
    }, 45_000);
    expect(await notice.innerText()).toContain('You are on Pro. Thank you.');
    expect(unexpected(complaints)).toEqual([]);
    await context.close();
  }, 90_000);

  it('in another tab learns of it by itself', async () => {
    const { page, context, complaints } = await open('other-tab@example.com');
    await openWhen(page, ({ status }) => status === 'none');
    await buy(await context.newPage(), 'upgrade-pro');
    await page.getByTestId('billing-status').getByText('Active').waitFor();
    await page.getByTestId('invoices').waitFor();
    expect(await readBilling(page, 'learned')).toMatchObject({ plan: 'Pro', invoices: ['Paid'] });
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);
});
