import type { Browser } from 'playwright-core';
import { answers } from '@app/llm/testing';
import { eventually } from '@app/platform/testing';
import { Stage } from './instances/stage.js';
import { launchBrowser, openPage } from './support/browser.js';
import { Dictation } from './support/dictation.js';
import { signUp, unexpected } from './support/forms.js';

const stage = new Stage();
let browser: Browser;
beforeAll(async () => {
  await stage.open();
  browser = await launchBrowser();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await stage.close();
}, 30_000);

it('an answer that is under way when its server restarts is finished there, the page says so, and goes on at another', async () => {
  const [first, second] = stage.instances;
  await second!.end('SIGTERM');
  await eventually(async () => !(await second!.isReady()));
  const { page, context, complaints } = await openPage(browser, { baseURL: stage.proxy.url });
  await eventually(async () => (await fetch(`${stage.proxy.url}/health/ready`).catch(() => null))?.ok === true);
  await signUp(page, 'traveller@example.com');
  const talk = new Dictation();
  stage.model.next(talk.behaviour);
  await page.getByTestId('chat-input').fill('Tell me all of it');
  await page.getByTestId('send').click();
  await talk.say('The beginning, ');
  const answer = page.getByTestId('turn-answer').last();
  await answer.getByText('The beginning,').waitFor();

  second!.start();
  await eventually(() => second!.isReady(), 60_000);
  const ended = first!.end('SIGTERM');
  await page.getByTestId('link-banner').getByText('The server is restarting.').waitFor();
  await talk.say('the middle ', 'and the end.');
  await answer.getByText('and the end.').waitFor();
  await talk.end();
  await answer.and(page.locator('[data-phase=done]')).waitFor();
  expect(await answer.innerText()).toBe('The beginning, the middle and the end.');
  expect(await ended).toBe(0);

  await page.getByTestId('link-banner').waitFor({ state: 'detached' });
  stage.model.next(answers('At another one.'));
  await page.getByTestId('chat-input').fill('Where are you now?');
  await page.getByTestId('send').click();
  await page.getByRole('article').getByText('At another one.').waitFor();
  expect(unexpected(complaints)).toEqual([]);
  await context.close();
}, 120_000);
