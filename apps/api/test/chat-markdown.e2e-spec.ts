import type { Page } from 'playwright-core';
import { answers, PretendModel } from '@app/llm/testing';
import { eventually } from '@app/platform/testing';
import { openPage, type WatchedPage } from './support/browser.js';
import { Dictation } from './support/dictation.js';
import { signUp, unexpected } from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { say } from './support/story.js';

const model = await PretendModel.start();
afterAll(() => model.close());

/** Counts the characters that are made into HTML in the page. */
const COUNT_PARSED = `
  window.__parsed = 0;
  const parse = DOMParser.prototype.parseFromString;
  DOMParser.prototype.parseFromString = function (text, type) {
    window.__parsed += String(text).length;
    return parse.call(this, text, type);
  };
`;
const isWiderThanItsBox = (element: unknown) => {
  const { scrollWidth, clientWidth } = element as { scrollWidth: number; clientWidth: number };
  return scrollWidth > clientWidth;
};
const CODE = 'const answer: number = 42; // why\nif (answer < 43) console.log(`<b>${answer}</b>`);';
const fenced = (language: string, code: string) => '```' + language + '\n' + code + '\n```';

describe('what a model writes', () => {
  const stage = new OpenStage((yaml) => {
    Object.assign(yaml, { llm: { base_url: model.baseUrl, api_key: 'key-of-the-test', model: 'small' } });
    Object.assign(yaml.plans.free!, { quotas: { turns_per_day: 1000 } });
  });
  let watched: WatchedPage;
  let page: Page;
  const scripts: string[] = [];

  beforeAll(async () => {
    watched = await openPage(stage.browser, { baseURL: stage.url });
    page = watched.page;
    await watched.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await watched.context.addInitScript(COUNT_PARSED);
    page.on('request', (request) => scripts.push(request.url()));
    await signUp(page, 'writer@example.com');
  }, 60_000);
  afterAll(() => watched?.context.close());

  const answer = () => page.getByTestId('turn-answer').last();
  const block = () => answer().getByTestId('code-block');
  const clipboard = () => page.evaluate<string>('navigator.clipboard.readText()');
  async function isAnswered(...pieces: string[]): Promise<void> {
    model.next(answers(...pieces));
    await say(page, 'Go on');
  }

  it('has no script for colours fetched while there is no code', async () => {
    await isAnswered('Just words, and `a word of code`.');
    const before = scripts.length;
    await isAnswered(fenced('ts', CODE));
    await block().locator('.hljs-keyword').first().waitFor();
    expect(scripts.slice(before).some((url) => url.endsWith('.js'))).toBe(true);
    expect(scripts.slice(0, before).filter((url) => scripts.slice(before).includes(url))).not.toContainEqual(
      expect.stringMatching(/\.js$/),
    );
  }, 60_000);

  it('code has its language above it, its words in colours, every character as it was, and can be copied', async () => {
    await isAnswered(`Look:\n\n${fenced('ts', CODE)}\n\nThat is all.`);
    await block().locator('.hljs-keyword').first().waitFor();
    expect(await block().locator('figcaption').innerText()).toBe('TypeScript');
    expect(await block().locator('code').textContent()).toBe(CODE);
    expect(await block().locator('b').count()).toBe(0);
    await block().getByTestId('copy-code').click();
    await block().getByText('Copied').waitFor();
    expect(await clipboard()).toBe(CODE);
  }, 60_000);

  it('code in a list and in a quote is such code too; that of a language nobody knows keeps its name', async () => {
    await isAnswered(
      `1. First:\n\n   ${fenced('sh', 'npm ci').replaceAll('\n', '\n   ')}\n2. Then\n\n> ${fenced('Brainf_ck', '+++').replaceAll('\n', '\n> ')}`,
    );
    const labels = await block().locator('figcaption').allInnerTexts();
    expect(labels).toEqual(['Bash', 'Brainf_ck'].map((label) => expect.stringMatching(new RegExp(label, 'i'))));
    expect(await answer().locator('ol > li').count()).toBe(2);
    expect(await block().locator('code').allTextContents()).toEqual(['npm ci', '+++']);
  }, 60_000);

  it('a wide table and a long line of code scroll inside themselves, at 320 px too', async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    const cells = Array.from({ length: 12 }, (_, n) => `a rather long cell ${n}`).join(' | ');
    const table = `| ${cells} |\n|${' --- |'.repeat(12)}\n| ${cells} |`;
    await isAnswered(`${table}\n\n${fenced('text', 'x'.repeat(4000))}\n\n${'y'.repeat(4000)}`);
    await block().waitFor();
    const sideways = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate<number>(sideways)).toBe(0);
    for (const wide of [answer().getByRole('group', { name: 'Table' }), block().locator('pre')])
      expect(await wide.evaluate(isWiderThanItsBox)).toBe(true);
    expect(await answer().getByRole('table').getByRole('row').count()).toBe(2);
    await page.setViewportSize({ width: 1280, height: 720 });
  }, 60_000);

  it('names of classes cannot be brought along, and a fence’s name brings nothing but a name', async () => {
    await isAnswered(
      `${fenced('"><img onerror=alert(1)>', 'a')}\n\n${fenced('html', '<p class="fixed inset-0" onclick="alert(1)">')}`,
    );
    await block().locator('.hljs-name').first().waitFor();
    const classes = await block()
      .locator('code span')
      .evaluateAll((all) => all.map((each) => each.getAttribute('class')));
    expect(
      classes
        .join(' ')
        .split(' ')
        .filter((name) => !/^hljs-|_$/.test(name)),
    ).toEqual([]);
    expect(await block().locator('figcaption').first().innerText()).toBe('Code');
    expect(await answer().locator('img, [onclick], [onerror]').count()).toBe(0);
  }, 60_000);

  it('what is finished of it is not read again with every piece, and stays the element it is', async () => {
    const paragraphs = Array.from({ length: 60 }, (_, n) => `Paragraph ${n} says something that is *worth* reading.`);
    const talk = new Dictation();
    model.next(talk.behaviour);
    await page.getByTestId('chat-input').fill('At length');
    await page.getByTestId('send').click();
    await talk.say(`${paragraphs[0]}\n\n`, 'Next');
    await answer().getByText('Next').waitFor();
    await page.evaluate('window.__parsed = 0');
    const first = await answer().locator('p').first().elementHandle();
    for (const paragraph of paragraphs.slice(1)) {
      for (const piece of paragraph.match(/.{1,12}/g)!) {
        await talk.say(piece);
        await page.evaluate('new Promise(requestAnimationFrame)');
      }
      await talk.say('\n\n');
    }
    await talk.end();
    await answer().and(page.locator('[data-phase=done]')).waitFor();
    // Each paragraph came in five pieces; all of it anew with each would be a hundred times as much.
    expect(await page.evaluate<number>('window.__parsed')).toBeLessThan(20 * paragraphs.join('').length);
    expect(await first!.evaluate((node) => (node as unknown as { isConnected: boolean }).isConnected)).toBe(true);
    expect(await answer().locator('p').count()).toBe(60);
  }, 120_000);

  it('links by reference lead on when the answer is complete, though their addresses come last', async () => {
    await isAnswered('See [the site][1] first.\n\nMore words.\n\n', '[1]: https://ok.example/there');
    await eventually(async () => (await answer().locator('a').getAttribute('href')) === 'https://ok.example/there');
  }, 60_000);

  it('an answer is copied as the Markdown that it is, and the page says when the browser does not let it', async () => {
    const markdown = '# Title\n\n- *one*\n- `two`';
    await isAnswered(markdown);
    await page.getByTestId('copy').last().click();
    await eventually(async () => (await clipboard()) === markdown);
    await page.evaluate(`navigator.clipboard.writeText = () => Promise.reject(new Error('no'))`);
    await page.getByTestId('copy').last().click();
    await page.getByText('Your browser did not let us copy.').waitFor();
    expect(unexpected(watched.complaints)).toEqual([]);
  }, 60_000);

  it('the label of a demo answer is a badge, and not shown again as text; copied, it is there', async () => {
    const label = '[Demo responder, not an AI model]';
    const talk = new Dictation();
    model.next(talk.behaviour);
    await page.getByTestId('chat-input').fill('Who are you?');
    await page.getByTestId('send').click();
    await talk.say('[Demo resp', 'onder, not an AI');
    await answer().and(page.locator('[data-phase=streaming]')).waitFor();
    expect(await answer().innerText()).not.toContain('Demo');
    await talk.say(' model]', '\n\nHello.');
    await talk.end();
    await answer().and(page.locator('[data-phase=done]')).waitFor();
    expect((await answer().innerText()).trim()).toBe('Hello.');
    await page.getByTestId('demo-badge').last().getByText('Demo responder, not an AI model').waitFor();
    await page.reload();
    await page.getByText('Hello.').last().waitFor();
    await page.getByTestId('copy').last().click();
    await eventually(async () => (await clipboard()) === `${label}\n\nHello.`);
  }, 60_000);
});
