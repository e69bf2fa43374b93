import type { Page } from 'playwright-core';
import { PretendModel, streams } from '@app/llm/testing';
import { openPage, type WatchedPage } from '../support/browser.js';
import { signUp } from '../support/forms.js';
import { OpenStage } from '../support/stage.js';
import { say } from '../support/story.js';
import { ATTACKS } from './attacks.js';

const model = await PretendModel.start();
afterAll(() => model.close());

/** Runs in the page from its first moment: remembers everything inside an answer that should not be there, however briefly. */
const WATCH = `{
  const TAGS = new Set('P BR HR H1 H2 H3 H4 H5 H6 STRONG EM DEL S CODE PRE BLOCKQUOTE UL OL LI A TABLE THEAD TBODY TR TH TD'.split(' '));
  const ATTRIBUTES = { A: ['href', 'title', 'target', 'rel'], OL: ['start'], TH: ['align'], TD: ['align'] };
  window.__wrong = [];
  const look = (element) => {
    const { tagName } = element;
    if (!TAGS.has(tagName)) window.__wrong.push(tagName);
    for (const { name, value } of element.attributes) {
      if (!(ATTRIBUTES[tagName] ?? []).includes(name)) window.__wrong.push(tagName + ' ' + name + '=' + value);
    }
    if (tagName !== 'A' || !element.hasAttribute('href')) return;
    if (!/^(https?|mailto):./.test(element.getAttribute('href'))) window.__wrong.push(element.outerHTML);
    if (element.rel !== 'noopener noreferrer nofollow' || element.target !== '_blank') window.__wrong.push(element.outerHTML);
  };
  window.__look = () => document.querySelectorAll('[data-testid=turn-answer] .prose *').forEach(look);
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes)
      for (const node of [target, ...addedNodes])
        if (node instanceof Element && node.closest('[data-testid=turn-answer] .prose'))
          for (const each of [node, ...node.querySelectorAll('*')]) if (!each.matches('.prose')) look(each);
  }).observe(document, { subtree: true, childList: true, attributes: true });
}`;

describe('what a model answers', () => {
  const stage = new OpenStage((yaml) => {
    Object.assign(yaml, { llm: { base_url: model.baseUrl, api_key: 'key-of-the-test', model: 'small' } });
    Object.assign(yaml.plans.free!, { quotas: { turns_per_day: 1000 } });
  });
  let watched: WatchedPage;
  let page: Page;
  const elsewhere: string[] = [];

  beforeAll(async () => {
    watched = await openPage(stage.browser, { baseURL: stage.url });
    page = watched.page;
    await watched.context.addInitScript(WATCH);
    const note = (url: string) => {
      if (/^(https?|wss?):/.test(url) && new URL(url).host !== new URL(stage.url).host) elsewhere.push(url);
    };
    watched.context.on('request', (request) => note(request.url()));
    page.on('websocket', (socket) => note(socket.url()));
    page.on('dialog', (dialog) => {
      elsewhere.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    watched.context.on('page', (popup) => elsewhere.push(`window ${popup.url()}`));
    await signUp(page, 'reader@example.com');
  }, 60_000);
  afterAll(() => watched?.context.close());

  async function expectNoHarm(): Promise<void> {
    await page.evaluate('window.__look()');
    expect({
      attacked: await page.evaluate('window.__attacked ?? false'),
      wrong: await page.evaluate('window.__wrong.splice(0)'),
      path: new URL(page.url()).pathname,
      elsewhere,
      complaints: watched.complaints,
    }).toEqual({ attacked: false, wrong: [], path: '/', elsewhere: [], complaints: [] });
  }

  /** The text of every answer on the page, in order. */
  const answers = () => page.getByTestId('turn-answer').allInnerTexts();

  function expectReadable(texts: string[]): void {
    const lost = Object.keys(ATTACKS).filter((_, n) => !/before[^]*after/.test(texts[n] ?? ''));
    expect({ lost, count: texts.length }).toEqual({ lost: [], count: Object.keys(ATTACKS).length });
  }

  it.each(Object.entries(ATTACKS))(
    'with %s does nothing while it comes in pieces',
    async (name, attack) => {
      // Cut in the middle of everything, but not into thousands of pieces.
      const size = Math.max(5, Math.ceil(attack.length / 80));
      model.next(streams(2, ...(attack.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [])));
      await say(page, `<img src=x onerror="window.__attacked = true"> ${name}`);
      expect(await page.getByTestId('turn-answer').last().innerText()).toMatch(/before[^]*after/);
      await expectNoHarm();
    },
    60_000,
  );

  it('stays readable: code and HTML are shown as they are, pictures by what they show', async () => {
    const texts = await answers();
    expectReadable(texts);
    const text = (name: string) => texts[Object.keys(ATTACKS).indexOf(name)];
    expect(text('script')).toContain('<script>window.__attacked = true</script>');
    expect(text('html in code')).toContain('<img src=x onerror="window.__attacked = true">');
    expect(text('a fence that never ends')).toContain('<script>');
    expect(text('remote pictures')).toContain('a picture');
    expect(await page.locator('[data-testid=turn-answer] img').count()).toBe(0);
  });

  it('has links that lead to other sites in another window, and tell them nothing', async () => {
    const links = page.getByTestId('turn-answer').nth(Object.keys(ATTACKS).indexOf('good links')).locator('a');
    const found = await links.evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.getAttribute('rel')]));
    const rel = 'noopener noreferrer nofollow';
    expect(found).toEqual([
      ['https://ok.example/a?b=1&c=2', rel],
      ['https://ok.example', rel],
      ['http://www.ok.example', rel],
      ['mailto:somebody@ok.example', rel],
      ['mailto:a@ok.example', rel],
    ]);
  });

  it('does as little when it is read again after a reload', async () => {
    await page.reload();
    await page
      .getByTestId('turn-answer')
      .nth(Object.keys(ATTACKS).length - 1)
      .locator('.prose > *')
      .first()
      .waitFor();
    expectReadable(await answers());
    await expectNoHarm();
  }, 60_000);
});
