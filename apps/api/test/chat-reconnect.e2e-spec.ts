import type { Page } from 'playwright-core';
import { fails, PretendModel } from '@app/llm/testing';
import { eventually } from '@app/platform/testing';
import { openPage, type WatchedPage } from './support/browser.js';
import { Dictation } from './support/dictation.js';
import { signUp } from './support/forms.js';
import { OpenStage } from './support/stage.js';
import { Wire } from './support/wire.js';

const model = await PretendModel.start();
afterAll(() => model.close());

/** From the page's first moment: what a screen reader is told of answers, and how long the newest answer was at each change. */
const WATCH = `
  window.__spoken = [];
  window.__lengths = [];
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node.nodeName === 'P' && node.parentElement?.matches('[role=log]')) window.__spoken.push(node.textContent);
    const answer = [...document.querySelectorAll('[data-testid=turn-answer] .answer')].at(-1);
    if (answer) window.__lengths.push(answer.textContent.length);
  }).observe(document, { subtree: true, childList: true, characterData: true });
`;

describe('an answer that is under way', () => {
  const stage = new OpenStage((yaml) => {
    Object.assign(yaml, { llm: { base_url: model.baseUrl, api_key: 'key-of-the-test', model: 'small' } });
    Object.assign(yaml.plans.free!, { quotas: { turns_per_day: 1000 } });
  });
  let watched: WatchedPage;
  let page: Page;
  let wire: Wire;

  beforeAll(async () => {
    watched = await openPage(stage.browser, { baseURL: stage.url });
    page = watched.page;
    await watched.context.addInitScript(WATCH);
    wire = await Wire.lay(page);
    await signUp(page, 'traveller@example.com');
  }, 60_000);
  afterAll(() => watched?.context.close());
  beforeEach(async () => {
    await page.goto('/');
    await page.getByTestId('model-select').waitFor();
    wire.sent.length = 0;
  });

  const banner = () => page.getByTestId('link-banner');
  const answer = () => page.getByTestId('turn-answer').last();
  const answered = (phase: string) =>
    answer()
      .and(page.locator(`[data-phase=${phase}]`))
      .waitFor({ state: 'attached' });
  const said = async () => (await answer().innerText()).split(/\s+/).join(' ').trim();
  const spoken = async () => (await page.evaluate<string[]>('window.__spoken')).join(' ');
  /** Asks, and answers with a beginning. */
  async function begin(text: string, ...pieces: string[]): Promise<Dictation> {
    const talk = new Dictation();
    model.next(talk.behaviour);
    await page.getByTestId('chat-input').fill(text);
    await page.getByTestId('send').click();
    await talk.say(...pieces);
    await answer().getByText(pieces.at(-1)!.trim()).waitFor();
    return talk;
  }

  it('is whole, not doubled and never shorter on the page, and read aloud once, when the connection breaks and comes back', async () => {
    const talk = await begin('Tell me a story.', 'First sentence. ', 'Second ', 'sentence. ', 'Third ');
    for (const round of [1, 2]) {
      await wire.cut();
      await banner().getByText('Reconnecting').waitFor();
      await talk.say(`sentence ${round} meanwhile. `);
      wire.mend();
      await banner().waitFor({ state: 'detached' });
      await talk.say(`After ${round}. `);
      await answer().getByText(`After ${round}.`).waitFor();
    }
    await talk.say('The end.');
    await talk.end();
    await answered('done');
    const whole =
      'First sentence. Second sentence. Third sentence 1 meanwhile. After 1. sentence 2 meanwhile. After 2. The end.';
    expect(await said()).toBe(whole);
    await eventually(async () => (await spoken()).includes('The end.'));
    expect(await spoken()).toBe(whole);
    const lengths = await page.evaluate<number[]>('window.__lengths');
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    expect(new Set(wire.asked).size).toBe(1);
  }, 60_000);

  it('is whole when the browser was offline meanwhile', async () => {
    const talk = await begin('Where are you?', 'Here. ');
    await watched.context.setOffline(true);
    await banner().getByText('Reconnecting').waitFor();
    await page.getByText('You are offline.').waitFor();
    await talk.say('Still here. ');
    await watched.context.setOffline(false);
    await banner().waitFor({ state: 'detached' });
    await talk.say('And now.');
    await talk.end();
    await answered('done');
    expect(await said()).toBe('Here. Still here. And now.');
  }, 60_000);

  it('is finished by the time one comes back: it is all there at once, and not asked for anew', async () => {
    const before = model.exchanges.length;
    const talk = await begin('Quick?', 'Yes, ');
    await wire.cut();
    await banner().waitFor();
    await talk.say('quick.');
    await talk.end();
    await eventually(async () => await isStored('Yes, quick.'));
    wire.mend();
    await answered('done');
    expect(await said()).toBe('Yes, quick.');
    expect(model.exchanges.length).toBe(before + 1);
  }, 60_000);

  it('goes on after a reload, in the conversation it is in, also when that has just begun', async () => {
    const before = model.exchanges.length;
    const talk = await begin('Will you stay?', 'I was here. ');
    await page.waitForURL('**/?c=*');
    await page.reload();
    await answer().getByText('I was here.').waitFor();
    await talk.say('I stayed. ');
    await answer().getByText('I stayed.').waitFor();
    await talk.say('Until the end.');
    await talk.end();
    await answered('done');
    expect(await said()).toBe('I was here. I stayed. Until the end.');
    expect(await spoken()).toBe('I was here. I stayed. Until the end.');
    expect(await page.getByTestId('turn-answer').count()).toBe(1);
    expect(model.exchanges.length).toBe(before + 1);
  }, 60_000);

  it('goes on while another conversation is looked at, and is not read aloud twice', async () => {
    const first = await begin('An old question', 'An old answer.');
    await first.end();
    await answered('done');
    await page.getByTestId('new-conversation').click();
    const talk = await begin('A new question', 'One. ', 'Two. ');
    await page.getByTestId('conversations').getByText('An old question').click();
    await page.getByText('An old answer.').first().waitFor();
    await talk.say('Three. ');
    await page.getByTestId('conversations').getByText('A new question').click();
    await answer().getByText('Three.').waitFor();
    await talk.say('Four.');
    await talk.end();
    await answered('done');
    expect(await said()).toBe('One. Two. Three. Four.');
    await eventually(async () => (await spoken()).includes('Four.'));
    expect(await spoken()).toBe('An old answer. One. Two. Three. Four.');
  }, 60_000);

  it('stops when it is told to, also when that cannot be told at once', async () => {
    const talk = await begin('A long one, please', 'Once upon a time ');
    await page.getByTestId('stop').click();
    await answered('stopped');
    await page.getByText('You stopped this answer.').waitFor();
    expect(await said()).toBe('Once upon a time');

    await page.getByTestId('new-conversation').click();
    const other = await begin('Another long one', 'There was ');
    await wire.cut();
    await banner().waitFor();
    await page.getByTestId('stop').click();
    await answered('stopped');
    const [, id] = wire.asked;
    wire.mend();
    await eventually(() => wire.sent.some((frame) => frame.includes('"cancel"') && frame.includes(id!)));
    await eventually(async () => await isStored('There was ', 'cancelled'));
    await Promise.allSettled([talk.end(), other.end()]);
  }, 60_000);

  it('that was asked for without a connection is sent, once, when there is one', async () => {
    await wire.cut();
    await banner().waitFor();
    const talk = new Dictation();
    model.next(talk.behaviour);
    await page.getByTestId('chat-input').fill('Is anybody there?');
    await page.getByTestId('send').click();
    wire.mend();
    await talk.say('Yes.');
    await talk.end();
    await answered('done');
    expect(wire.asked).toHaveLength(1);
  }, 60_000);

  it('is offered again under its own id when it broke off, and asked anew when it was finished', async () => {
    const talk = await begin('Try', 'Half ');
    await talk.breakOff();
    await answered('failed');
    await page.getByTestId('refusal').waitFor();
    model.next(fails(401));
    const again = new Dictation();
    model.next(again.behaviour);
    await page.getByTestId('refusal').getByTestId('retry').click();
    await answered('failed');
    await page.getByTestId('refusal').getByTestId('retry').click();
    await again.say('Whole.');
    await again.end();
    await answered('done');
    expect(await said()).toBe('Whole.');
    expect(new Set(wire.asked).size).toBe(1);
    const anew = new Dictation();
    model.next(anew.behaviour);
    await page.getByTestId('retry').click();
    await anew.say('Anew.');
    await anew.end();
    await page.getByText('Anew.').first().waitFor();
    expect(new Set(wire.asked).size).toBe(2);
    expect(await page.getByTestId('turn-text').filter({ hasText: /Try$/ }).count()).toBe(2);
  }, 60_000);

  /** Whether the newest turn is kept with this answer. */
  async function isStored(text: string, status = 'completed'): Promise<boolean> {
    const get = async <T>(path: string) => (await (await watched.context.request.get(stage.url + path)).json()) as T;
    const { conversations } = await get<{ conversations: { id: string }[] }>('/conversations');
    const { turns } = await get<{ turns: { answer: string; status: string }[] }>(
      `/conversations/${conversations[0]!.id}?order=newest`,
    );
    return turns[0]?.answer === text && turns[0].status === status;
  }
});
