import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { freePort, run, type Program } from './support/program.js';
import { tellTheStory } from './support/story.js';

describe('a stranger who types npm start', () => {
  const data = mkdtempSync(join(tmpdir(), 'story-'));
  let browser: Browser;
  let program: Program;
  let url: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://localhost:${port}`;
    program = run(['npm', 'start'], { PORT: String(port), DATA_DIR: data });
    browser = await launchBrowser();
    await program.says(/Turnpike is ready/);
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    rmSync(data, { recursive: true, force: true });
  }, 30_000);

  it('signs in, reads a streamed answer, meets the limit, pays, uses what was paid for, and sees it in the metrics', async () => {
    const story = await tellTheStory(browser, { url, name: 'story' });

    expect(story.firstAnswer).toContain('[Demo responder, not an AI model]');
    expect(story.refusal).toMatch(/limit|today/i);
    expect(story.plan).toBe('Pro');
    expect(story.premiumAnswer).toContain('[Demo responder, not an AI model]');
    expect(story.complaints).toEqual([]);

    expect(story.counted('turnpike_logins_total', { provider: 'google', outcome: 'success' })).toBe(1);
    expect(story.counted('turnpike_turn_duration_seconds_count', { outcome: 'completed' })).toBe(21);
    expect(story.counted('turnpike_turn_duration_seconds_count', { outcome: 'quota' })).toBe(1);
    expect(story.counted('turnpike_checkout_sessions_total', { plan: 'pro', outcome: 'created' })).toBe(1);
    expect(story.counted('turnpike_subscriptions', { plan: 'pro', status: 'active' })).toBe(1);
    expect(story.counted('turnpike_websocket_connections_opened_total', { outcome: 'accepted' })).toBeGreaterThan(0);
    expect(story.counted('gen_ai_client_token_usage_sum', { gen_ai_token_type: 'output' })).toBeGreaterThan(100);
    expect(story.counted('http_server_request_duration_seconds_count', { http_route: '/auth/me' })).toBeGreaterThan(0);
  }, 120_000);
});
