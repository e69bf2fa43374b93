import type { Browser, Page } from 'playwright-core';
import { eventually } from '@app/platform/testing';
import { openPage, picture } from './browser.js';

/** What the story needs to know of the deployment it is told to. */
export interface Stage {
  url: string;
  /** Pictures are kept under this name. */
  name: string;
  metricsToken?: string;
}

const answer = (page: Page) => page.getByTestId('turn-answer').last();

/** The newest answer as it is kept: on the page a badge stands for its label. */
async function keptAnswer(page: Page, { url }: Stage): Promise<string> {
  await page.getByTestId('demo-badge').last().waitFor();
  const id = new URL(page.url()).searchParams.get('c');
  const response = await page.request.get(`${url}/conversations/${id}?order=newest&limit=1`);
  const { turns } = (await response.json()) as { turns: { answer: string }[] };
  return turns[0]!.answer;
}

/** Signs in through a provider's own page as one of the demo people. */
export async function signInWith(page: Page, url: string, provider: string, person: string): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByTestId(`provider-${provider}`).click();
  await page.locator(`button:has-text("${person}")`).first().click();
  await page.waitForURL(`${url}/`);
  await page.getByTestId('chat-input').waitFor();
}

/** Sends one message and waits until its answer is complete. */
export async function say(page: Page, text: string): Promise<void> {
  const turns = await page.getByTestId('turn-answer').count();
  await page.getByTestId('chat-input').fill(text);
  await page.getByTestId('send').click();
  await page.getByTestId('turn-answer').nth(turns).waitFor();
  await page.locator('[data-testid=turn-answer]').nth(turns).and(page.locator('[data-phase=done]')).waitFor();
}

/** Sends messages until the free plan's limit refuses one. The page would say so beforehand, so it is told old news. */
async function reachTheLimit(page: Page, { url }: Stage): Promise<void> {
  const old: unknown = await (await page.request.get(`${url}/billing/status`)).json();
  await page.route('**/billing/status', (route) => route.fulfill({ json: old }));
  for (let sent = 1; sent < 20; sent++) await say(page, `/fast number ${sent}`);
  await page.getByTestId('chat-input').fill('/fast one too many');
  await page.getByTestId('send').click();
  await page.getByTestId('refusal').first().waitFor();
  await page.unroute('**/billing/status');
}

/** Pays for the plan on the hosted page and comes back to one that has noticed. */
async function pay(page: Page, url: string): Promise<void> {
  await page.getByTestId('refusal-upgrade').first().click();
  await page.waitForURL(`${url}/billing**`);
  await page.getByTestId('upgrade-pro').click();
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.waitForURL(`${url}/billing?checkout_session=**`);
  await page.locator('[data-testid=billing-status][data-status=active]').waitFor();
}

async function metricsOf({ url, metricsToken }: Stage): Promise<string> {
  const headers: Record<string, string> = metricsToken ? { authorization: `Bearer ${metricsToken}` } : {};
  const response = await fetch(`${url}/metrics`, { headers });
  if (!response.ok) throw new Error(`/metrics answered ${response.status}`);
  return response.text();
}

/** The value of one series, summed over the labels that are not named. */
function valueOf(metrics: string, name: string, labels: Record<string, string> = {}): number {
  const lines = metrics.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const matching = lines.filter((line) =>
    Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`)),
  );
  return matching.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** The main job from the first page to the metrics. Returns what a test may judge at the end. */
export async function tellTheStory(browser: Browser, stage: Stage) {
  const { page, context, complaints } = await openPage(browser);
  await signInWith(page, stage.url, 'google', 'Ada Lovelace');
  await page.getByTestId('chat-input').fill('What is a turnpike?');
  await page.getByTestId('send').click();
  await answer(page).and(page.locator('[data-phase=streaming]')).waitFor();
  await answer(page).and(page.locator('[data-phase=done]')).waitFor();
  const firstAnswer = await keptAnswer(page, stage);
  await picture(page, `${stage.name}-chat`);

  await reachTheLimit(page, stage);
  const refusal = await page.getByTestId('refusal').first().innerText();
  await picture(page, `${stage.name}-limit`);

  await pay(page, stage.url);
  const plan = await page.getByTestId('plan-name').first().innerText();
  await picture(page, `${stage.name}-billing`);

  await page.goto(`${stage.url}/`);
  await page.getByTestId('model-select').selectOption('premium');
  await say(page, 'And with the premium model?');
  const premiumAnswer = await keptAnswer(page, stage);
  await picture(page, `${stage.name}-premium`);

  const metrics = await eventually(async () => {
    const text = await metricsOf(stage);
    return valueOf(text, 'turnpike_webhook_events_total', { outcome: 'processed' }) > 0 && text;
  });
  await context.close();
  return {
    firstAnswer,
    refusal,
    plan,
    premiumAnswer,
    complaints,
    counted: (name: string, labels?: Record<string, string>) => valueOf(metrics, name, labels),
  };
}
