import type { Page } from 'playwright-core';
import { answers, PretendModel } from '@app/llm/testing';
import { openPage, type WatchedPage } from './support/browser.js';
import { Dictation } from './support/dictation.js';
import { signUp, unexpected } from './support/forms.js';
import { seedConversation } from './support/long-conversation.js';
import { judge } from './support/looks.js';
import { OpenStage } from './support/stage.js';
import { say } from './support/story.js';
import { Wire } from './support/wire.js';

const model = await PretendModel.start();
afterAll(() => model.close());

const ANSWER = `[Demo responder, not an AI model]

## REST and WebSocket

Both carry the **same data**; they differ in *who may begin to speak*.

| | REST | WebSocket |
|---|---|---|
| Begins | the client, each time | either side |
| Connection | one per request | one that stays |
| Fits | forms, lists, files | chats, games, live figures |

1. Open the socket, and wait until the server says \`ready\`:

   \`\`\`ts
   const socket = new WebSocket('wss://example.com/ws');
   // The server speaks first.
   socket.onmessage = ({ data }) => {
     const frame = JSON.parse(data) as Frame;
     if (frame.type === 'ready') send(42, null, /^turn-\\d+$/);
   };
   \`\`\`

2. Send a turn. See [the documentation](https://example.com/docs).

> A socket that is cut comes back by itself.

\`\`\`python
def retry(times: int = 3) -> bool:
    """Tries again, later and later."""
    return any(attempt(n) for n in range(times))
\`\`\`

\`\`\`diff
- socket.close()
+ socket.close(1000, 'done') // with a line that is so long that it has to scroll inside its own box at any width
\`\`\``;

describe('the chat', () => {
  const stage = new OpenStage((yaml) => {
    Object.assign(yaml, {
      llm: { base_url: model.baseUrl, api_key: 'key-of-the-test', model: 'small', premium_model: 'large' },
      guardrails: { max_turn_chars: 100, max_long_turn_chars: 200 },
    });
    Object.assign(yaml.plans.free!, { quotas: { turns_per_day: 6 } });
  });
  let watched: WatchedPage;
  let page: Page;
  let wire: Wire;

  beforeAll(async () => {
    watched = await openPage(stage.browser, { baseURL: stage.url, viewport: { width: 1280, height: 800 } });
    page = watched.page;
    wire = await Wire.lay(page);
    await signUp(page, 'onlooker@example.com');
    await page.getByTestId('model-select').waitFor();
  }, 60_000);
  afterAll(async () => {
    expect(unexpected(watched.complaints)).toEqual([]);
    await watched.context.close();
  });

  const toEnd = async () => {
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
  };

  it('empty', async () => {
    await judge(page, 'chat-empty');
  }, 60_000);

  it('with a long answer that has code, a table and lists in it', async () => {
    await say(page, 'Hello');
    model.next(answers(ANSWER));
    await say(page, 'Compare REST and WebSocket in a table');
    await page.locator('.hljs-string').first().waitFor();
    await judge(page, 'chat-answer', toEnd);
  }, 60_000);

  it('with a model that is not in one’s plan, chosen and among the others', async () => {
    await page.getByTestId('model-select').selectOption('premium');
    await judge(page, 'chat-model-locked', toEnd);
    await page.getByTestId('model-select').selectOption('standard');
    await judge(page, 'chat-models', async () => {
      await page.keyboard.press('Escape');
      await toEnd();
      await page.getByTestId('model-select').click();
      await page.getByRole('option', { name: 'Premium (Pro)' }).waitFor();
    });
    await page.keyboard.press('Escape');
  }, 60_000);

  it('with a refused turn', async () => {
    await page.getByTestId('model-select').selectOption('premium');
    await page.getByTestId('chat-input').fill('And with the premium model?');
    await page.getByTestId('send').click();
    await page.getByTestId('refusal').getByTestId('retry').waitFor();
    await judge(page, 'chat-refused', toEnd);
    await page.getByTestId('model-select').selectOption('standard');
  }, 60_000);

  it('while it reconnects', async () => {
    const talk = new Dictation();
    model.next(talk.behaviour);
    await page.getByTestId('chat-input').fill('Go on');
    await page.getByTestId('send').click();
    await talk.say('So far, so good');
    await page.getByText('So far, so good').waitFor();
    await wire.cut();
    await page.getByTestId('link-banner').waitFor();
    await judge(page, 'chat-reconnecting', toEnd);
    wire.mend();
    await talk.end();
    await page.locator('[data-testid=turn-answer]').last().and(page.locator('[data-phase=done]')).waitFor();
  }, 60_000);

  it('with a message that is too long, near the end of the quota', async () => {
    await page.getByTestId('quota-near').waitFor();
    await page.getByTestId('chat-input').fill('Too long a message. '.repeat(7));
    await page.getByTestId('length').waitFor();
    await judge(page, 'chat-too-long', toEnd);
    await page.getByTestId('chat-input').fill('');
  }, 60_000);

  it('with the quota used up', async () => {
    for (const text of ['four', 'five', 'six']) await say(page, text);
    await page.getByTestId('refusal-upgrade').last().waitFor();
    await page.getByTestId('chat-input').fill('One more?');
    await judge(page, 'chat-used-up', toEnd);
    await page.getByTestId('chat-input').fill('');
  }, 60_000);

  it('in the middle of a long conversation, and while one is renamed', async () => {
    const id = await seedConversation(stage.databaseUrl, 'onlooker@example.com', 300);
    await page.goto(`/?c=${id}`);
    await page.getByText('question 300').waitFor();
    await page.locator('.prose').last().waitFor();
    await judge(page, 'chat-scrolled-up', async () => {
      await toEnd();
      await page.mouse.move(160, 300);
      await page.mouse.wheel(0, -1200);
      await page.getByTestId('to-end').waitFor();
      // What one sees of it, beside the picture of all of it.
      const dark = await page.evaluate<boolean>(`matchMedia('(prefers-color-scheme: dark)').matches`);
      const look = `${dark ? 'dark' : 'light'}-${page.viewportSize()!.width}`;
      await page.screenshot({ path: `test-results/screenshots/chat-scrolled-up-window-${look}.png` });
    });
    await page.getByTestId('conversations').getByRole('listitem').first().hover();
    await page.getByRole('button', { name: 'Rename “A long one”' }).click();
    await judge(page, 'chat-rename');
  }, 60_000);

  it('with the conversations beside it on a phone', async () => {
    await page.setViewportSize({ width: 320, height: 800 });
    await page.getByRole('button', { name: 'Conversations' }).click();
    await page.getByRole('dialog').getByText('A long one').waitFor();
    await judge(page, 'chat-list', { theme: 'light', width: 320 });
  }, 60_000);
});
