// The chat page in a real Chromium: what a delta and a key cost in a conversation of 20 messages and in one of 10,000.
import { randomUUID } from 'node:crypto';
import chromium from '@sparticuz/chromium';
import pg from 'pg';
import { chromium as playwright } from 'playwright-core';
import { compare, inTurn, median } from '../numbers.mjs';
import { atEnd, stop } from '../processes.mjs';

const TOKENS_PER_SECOND = 60;
const KEYS = 40;
const TURNS = { short: 10, long: 5000 };
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];
const QUESTION = '[data-testid=turn-text]';

/** How long the main thread is at work for a delta, how long it is held up, and how long a letter takes to be painted. */
export async function measure(stage, { rounds, seconds }) {
  const tokens = seconds * TOKENS_PER_SECOND;
  const upstream = await stage.startUpstream({ TOKENS: tokens, TOKENS_PER_SECOND });
  const api = await stage.startApi({ LLM_BASE_URL: `${upstream.url}/v1` });
  const { cookie } = await stage.signUp(api, 'pages');
  const seeded = await seed(stage.databaseUrl);
  const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: ARGUMENTS });
  atEnd(() => browser.close());
  const open = (name) => openPage(browser, api.url, cookie, seeded[name]);
  const pages = { short: await open('short'), opened: await open('long'), wholly: await open('long') };
  await readToItsBeginning(pages.wholly);

  const contenders = Object.fromEntries(
    Object.entries(pages).map(([name, page]) => [name, () => measureTurn(page, tokens)]),
  );
  await inTurn(1, contenders);
  const seen = await inTurn(rounds, contenders);
  await browser.close();
  for (const { child } of [api, upstream]) await stop(child);

  const kinds = { opened: '10,000 messages, just opened', wholly: '10,000 messages, read to the first' };
  return Object.entries(kinds).flatMap(([name, what]) => {
    const row = (detail, unit, key, target) => ({
      what: `chat, ${what}: ${detail}`,
      unit,
      against: '20 messages',
      ...compare(...[name, 'short'].map((each) => seen[each].map((result) => result[key]))),
      target,
    });
    return [
      row('main thread per delta', 'ms', 'perDelta', { of: 'ratio', most: 1.5 }),
      row('longest task while it is answered', 'ms', 'longest', { of: 'value', most: 100 }),
      row('a letter until it is painted', 'ms', 'key', { of: 'ratio', most: 1.5 }),
    ];
  });
}

async function openPage(browser, url, cookie, conversation) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const cookies = cookie.split('; ').map((each) => each.split('='));
  await context.addCookies(cookies.map(([name, ...value]) => ({ name, value: value.join('='), url })));
  const page = await context.newPage();
  await page.goto(`${url}/?c=${conversation}`);
  await page.locator(QUESTION).last().waitFor();
  return page;
}

async function readToItsBeginning(page) {
  await page.evaluate(`(async () => {
    const begins = () => [...document.querySelectorAll('${QUESTION}')].some((each) => / 1$/.test(each.textContent));
    while (!begins()) {
      scrollTo(0, 0);
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    }
  })()`);
  await page.getByTestId('to-end').click();
  await page.locator(QUESTION).last().waitFor();
}

/** One question, typed key by key, and its answer. */
async function measureTurn(page, tokens) {
  await page.bringToFront();
  await page.evaluate(`(() => {
    window.__longest = 0;
    window.__keys = [];
    window.__observer?.disconnect();
    window.__observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.__longest = Math.max(window.__longest, duration);
    });
    window.__observer.observe({ type: 'longtask' });
    document.querySelector('[data-testid=chat-input]').onkeydown = ({ timeStamp }) =>
      requestAnimationFrame(() => setTimeout(() => window.__keys.push(performance.now() - timeStamp)));
  })()`);
  await page.getByTestId('chat-input').focus();
  for (const letter of randomUUID().padEnd(KEYS, 'x').slice(0, KEYS)) await page.keyboard.press(letter);
  const key = median(await page.evaluate('window.__keys'));
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value;
  };
  const before = await busy();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=turn-answer][data-phase=streaming]').waitFor();
  await page.locator('[data-testid=turn-answer][data-phase=streaming]').waitFor({ state: 'detached', timeout: 60_000 });
  const perDelta = (((await busy()) - before) / tokens) * 1000;
  await session.detach();
  return { perDelta, key, longest: await page.evaluate('window.__longest') };
}

/** A conversation of each length, for the one who has signed up. */
async function seed(databaseUrl) {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const ids = {};
  for (const [name, turns] of Object.entries(TURNS)) {
    const { rows } = await database.query(
      `INSERT INTO conversations (user_id, title) SELECT id, $1 FROM users WHERE email = 'pages@bench.example' RETURNING id, user_id`,
      [name],
    );
    ids[name] = rows[0].id;
    await database.query(
      `INSERT INTO turns (id, conversation_id, user_id, attempt_id, status, text, answer, model, created_at, ended_at)
       SELECT gen_random_uuid(), $1, $2, gen_random_uuid(), 'completed', 'question ' || n,
              repeat('Some **words** and \`code\`. ', 1 + n % 20) || E'\\n\\n- one\\n- two', 'bench',
              now() - interval '30 days' + n * interval '1 minute', now()
         FROM generate_series(1, $3::int) AS n`,
      [rows[0].id, rows[0].user_id, turns],
    );
  }
  await database.end();
  return ids;
}
