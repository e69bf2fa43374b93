import { OpenStage } from './support/stage.js';
import { tellTheStory } from './support/story.js';

describe('a stranger who types npm start', () => {
  const stage = new OpenStage();

  it('signs in, reads a streamed answer, meets the limit, pays, uses what was paid for, and sees it in the metrics', async () => {
    const story = await tellTheStory(stage.browser, { url: stage.url, name: 'story' });

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
