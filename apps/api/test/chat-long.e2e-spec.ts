import type { Page } from 'playwright-core';
import { PretendModel } from '@app/llm/testing';
import { eventually } from '@app/platform/testing';
import { openPage, type WatchedPage } from './support/browser.js';
import { Dictation } from './support/dictation.js';
import { refuse, signUp, unexpected } from './support/forms.js';
import { seedConversation } from './support/long-conversation.js';
import { OpenStage } from './support/stage.js';

const TURNS = 5000;
const model = await PretendModel.start();
afterAll(() => model.close());

/** The numbers of the seeded questions that are in the document, from above. */
const QUESTIONS = `[...document.querySelectorAll('[data-testid=turn-text]')].flatMap((each) => /question (\\d+)$/.exec(each.textContent)?.[1] ?? []).map(Number)`;
const FRAME = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/** Scrolls up, as far as there is anything, and notes each question that comes into the document. */
const SCROLL_UP = `(async () => {
  const seen = new Map();
  let wrong = 0;
  const note = () => {
    const numbers = ${QUESTIONS};
    numbers.forEach((number, at) => {
      if (at > 0 && !(number > numbers[at - 1])) wrong += 1;
      seen.set(number, true);
    });
    return numbers.length;
  };
  let most = 0;
  const frame = () => ${FRAME};
  for (;;) {
    most = Math.max(most, note());
    if (scrollY <= 0) {
      if (document.querySelector('[data-testid=earlier]').textContent.includes('begins')) break;
      await frame();
      continue;
    }
    scrollBy(0, -2000);
    await frame();
  }
  await frame();
  most = Math.max(most, note());
  const missing = [];
  for (let number = 1; number <= ${TURNS}; number += 1) if (!seen.has(number)) missing.push(number);
  return { missing: missing.slice(0, 20), count: seen.size, wrong, most, first: (${QUESTIONS})[0] };
})()`;

/** The question nearest to the window's upper edge, and how far from it. */
const PLACE = `(() => {
  const all = [...document.querySelectorAll('[data-testid=turn-text]')];
  const first = all.find((each) => each.getBoundingClientRect().top >= 100);
  return first && { text: first.textContent, top: first.getBoundingClientRect().top };
})()`;
interface Place {
  text: string;
  top: number;
}

describe('a conversation of 10,000 messages', () => {
  const stage = new OpenStage((yaml) => {
    Object.assign(yaml, { llm: { base_url: model.baseUrl, api_key: 'key-of-the-test', model: 'small' } });
  });
  let watched: WatchedPage;
  let page: Page;
  let conversation: string;
  const asked: string[] = [];

  beforeAll(async () => {
    watched = await openPage(stage.browser, { baseURL: stage.url });
    page = watched.page;
    await signUp(page, 'reader@example.com');
    conversation = await seedConversation(stage.databaseUrl, 'reader@example.com', TURNS);
    page.on('request', (request) => {
      if (request.url().includes(`/conversations/${conversation}`)) asked.push(request.url());
    });
  }, 60_000);
  afterAll(() => watched?.context.close());

  const atEnd = () =>
    page.evaluate<boolean>('document.documentElement.scrollHeight - innerHeight - scrollY < 2 && scrollY > 0');
  const newest = () => page.getByTestId('turn-text').last();
  async function open(): Promise<void> {
    asked.length = 0;
    await page.goto(`/?c=${conversation}`);
    await page.getByText(`question ${TURNS}`).waitFor();
    await page.locator('.prose').last().waitFor();
    await eventually(atEnd);
  }

  it('opens at its end with one request, and keeps only some of it in the document', async () => {
    await open();
    await eventually(async () => (await page.getByRole('article').count()) === 50);
    expect(asked).toHaveLength(1);
    expect(await page.evaluate(QUESTIONS)).toEqual(Array.from({ length: 50 }, (_, n) => TURNS - 49 + n));
    expect(await page.evaluate<number>('document.querySelectorAll("*").length')).toBeLessThan(4000);
    expect(await atEnd()).toBe(true);
  }, 60_000);

  it('fetches what is before when somebody scrolls up to it, says so, and leaves them where they read', async () => {
    await open();
    let go = () => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    await page.route(/cursor=/, async (route) => {
      await held;
      await route.continue();
    });
    await page.evaluate('scrollTo(0, 0)');
    await page.getByText('Earlier messages are loading').waitFor();
    await page.evaluate(FRAME);
    const before = (await page.evaluate<Place>(PLACE))!;
    const height = await page.evaluate<number>('document.documentElement.scrollHeight');
    go();
    await eventually(
      async () => (await page.evaluate<number>('document.documentElement.scrollHeight')) > height + 5000,
    );
    const topOf = `[...document.querySelectorAll('[data-testid=turn-text]')].find((each) => each.textContent === ${JSON.stringify(before.text)}).getBoundingClientRect().top`;
    await eventually(async () => Math.abs((await page.evaluate<number>(topOf)) - before.top) < 3);
    await page.unrouteAll();
  }, 60_000);

  it('goes on fetching for whoever stays at the very top, as with the Home key held down', async () => {
    await open();
    const first = await page.evaluate<number>(`(async () => {
      for (;;) {
        const [first] = ${QUESTIONS};
        if (first <= ${TURNS - 500}) return first;
        scrollTo(0, 0);
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      }
    })()`);
    expect(first).toBeLessThanOrEqual(TURNS - 500);
  }, 60_000);

  it('says when earlier messages cannot be fetched, and tries again', async () => {
    await open();
    await page.route(/cursor=/, (route) => route.fulfill({ status: 503, body: '' }));
    await page.evaluate('scrollTo(0, 0)');
    const earlier = page.getByTestId('earlier');
    await earlier.getByRole('alert').waitFor();
    await page.unrouteAll();
    await earlier.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(new RegExp(`question ${TURNS - 50}$`)).waitFor({ state: 'attached' });
    expect(await earlier.getByRole('alert').count()).toBe(0);
  }, 60_000);

  it('is typed into and answered like a short one, and follows the answer to its end', async () => {
    await open();
    const talk = new Dictation();
    model.next(talk.behaviour);
    await page.getByTestId('chat-input').fill('one more');
    await page.keyboard.press('Enter');
    await talk.say(...Array.from({ length: 60 }, (_, n) => `Line ${n + 1}\n\n`));
    await page.getByRole('article').getByText('Line 60').waitFor();
    await eventually(atEnd);
    await talk.end();
    await page.locator('[data-testid=turn-answer]').last().and(page.locator('[data-phase=done]')).waitFor();
    await eventually(atEnd);
    expect(await newest().textContent()).toContain('one more');
  }, 60_000);

  it('does not move for whoever has scrolled up while it is answered, and takes them to the newest when they want', async () => {
    await open();
    const talk = new Dictation();
    model.next(talk.behaviour);
    await page.getByTestId('chat-input').fill('meanwhile');
    await page.keyboard.press('Enter');
    await talk.say('Begin\n\n');
    await page.getByRole('article').getByText('Begin').waitFor();
    await page.mouse.move(600, 300);
    await page.mouse.wheel(0, -1500);
    const button = page.getByTestId('to-end');
    await button.waitFor();
    await page.evaluate(FRAME);
    const before = await page.evaluate<Place>(PLACE);
    await talk.say(...Array.from({ length: 40 }, (_, n) => `Row ${n + 1}\n\n`));
    await page.getByRole('article').getByText('Row 40').waitFor();
    await page.evaluate(FRAME);
    expect(await page.evaluate<Place>(PLACE)).toEqual(before);
    await button.click();
    await eventually(atEnd);
    await button.waitFor({ state: 'detached' });
    await talk.say('Last row');
    await page.getByRole('article').getByText('Last row').waitFor();
    await eventually(atEnd);
    await talk.end();
  }, 60_000);

  it('is read up to its very first message, each once and in order, with only some in the document at a time', async () => {
    await open();
    const { most, ...found } = await page.evaluate<Record<string, unknown> & { most: number }>(SCROLL_UP);
    expect(found).toEqual({ missing: [], count: TURNS, wrong: 0, first: 1 });
    expect(most).toBeLessThan(150);
    expect(new Set(asked).size).toBe(asked.length);
    expect(unexpected(watched.complaints)).toEqual([]);
  }, 180_000);

  it('leads on when it cannot be opened', async () => {
    await refuse(
      page,
      { method: 'GET', path: `/conversations/${conversation}**` },
      { status: 503, code: 'unavailable' },
    );
    await page.goto(`/?c=${conversation}`);
    await page.getByRole('button', { name: 'Start a new conversation' }).waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText(`question ${TURNS}`).waitFor();
  }, 60_000);
});
