import type { BillingStatus } from '@app/protocol';
import { eventually } from '@app/platform/testing';
import type { Page } from 'playwright-core';
import { judge } from './looks.js';

/** The API's own word on somebody's plan. */
export async function statusOf(page: Page): Promise<BillingStatus> {
  return (await (await page.request.get('/billing/status')).json()) as BillingStatus;
}

/** Waits until the API tells this, which takes a moment after something has happened at Stripe, and opens the page. */
export async function openWhen(page: Page, told: (status: BillingStatus) => unknown): Promise<BillingStatus> {
  const status = await eventually(async () => {
    const now = await statusOf(page);
    return told(now) ? now : null;
  });
  await page.goto('/billing');
  await page.getByTestId('plan-free').waitFor();
  return status;
}

/** "28 December 2026", as readers in Britain get it. */
export const day = (iso: string | null) =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso!));

/** Read in one go, for the page may put itself right meanwhile. */
const READ = `(() => {
  const at = (id) => document.querySelector('main [data-testid="' + id + '"]');
  const words = (id) => at(id)?.innerText.replace(/\\s+/g, ' ').trim();
  const all = (what) => [...document.querySelectorAll('main ' + what)];
  return {
    plan: words('plan-name'),
    label: words('billing-status'),
    sentence: words('billing-sentence'),
    price: words('billing-price'),
    meter: words('quota-meter'),
    trouble: words('trouble'),
    coming: words('coming-change'),
    longMessages: words('feature-long_turns')?.replace(/^.*(Yes|No)\\./, '$1.'),
    invoices: all('[data-testid=invoices] .chip').map((chip) => chip.innerText),
    ways: all(':is(a, button)[data-testid]').map((way) => way.dataset.testid),
  };
})()`;

interface Said {
  plan: string;
  label: string;
  sentence: string;
  price?: string;
  meter?: string;
  trouble?: string;
  coming?: string;
  longMessages: string;
  invoices: string[];
  ways: string[];
}

/** What the billing page says; fails unless it is accessible, fits, tells when the meter begins anew, and leads on. */
export async function readBilling(page: Page, name: string): Promise<Said> {
  await judge(page, `billing-life-${name}`);
  const said = await page.evaluate<Said>(READ);
  expect(said.meter).toMatch(/^0 of [\d,]+ turns used today\. Resets tomorrow, 00:00\.$/);
  expect(said.ways.length).toBeGreaterThan(0);
  return said;
}
