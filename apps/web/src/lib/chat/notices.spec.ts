import { render } from 'svelte/server';
import { billing } from '#lib/billing/billing.svelte.js';
import { FREE, PLANS } from '#lib/billing/testing/pretend-billing.js';
import LengthNotice from './LengthNotice.svelte';
import QuotaNotice from './QuotaNotice.svelte';
import Refusal from './Refusal.svelte';
import { Turn } from './turn.svelte.js';

/** What somebody reads, without the markup. */
const textOf = (html: string) =>
  html
    .replace(/<!--[\s\S]*?-->|<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<[^<>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
const links = (html: string) => [...html.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, href]) => href);
const spending = (left: number) => ({
  name: 'turns_per_day',
  left,
  quota: { limit: 20, used: 20 - left, resetsAt: '2099-01-01T00:00:00Z' },
});

beforeEach(() => {
  billing.absent = false;
  billing.plans = PLANS.map((plan) => (plan === FREE ? plan : { ...plan, features: ['turns', 'long_turns'] }));
});

describe('the length of a message', () => {
  const tell = (more: object) =>
    render(LengthNotice, {
      props: { id: 'x', allowance: { length: 130, most: 100, long: 200, over: 30, ...more } },
    }).body;

  it('is not read aloud with every key', () => {
    expect(tell({ length: 90, over: 0 })).toContain('aria-live="off"');
  });

  it('over the limit says by how much, and which plan takes it', () => {
    expect(textOf(tell({}))).toContain('130 of 100 characters');
    expect(textOf(tell({}))).toContain('Pro');
    expect(links(tell({}))).toEqual(['/billing']);
  });

  it('offers no plan where none would help, or nothing is sold', () => {
    expect(links(tell({ long: null }))).toEqual([]);
    billing.absent = true;
    expect(links(tell({}))).toEqual([]);
  });
});

describe('a quota', () => {
  const tell = (left: number) => render(QuotaNotice, { props: { spending: spending(left) } }).body;

  it('that is nearly used up says what is left and since when there is more', () => {
    expect(textOf(tell(2))).toMatch(/^Only 2 turns left\. It starts anew .+ Upgrade to Pro$/);
  });

  it('that is used up says so, and offers the plan that has more', () => {
    const html = tell(0);
    expect(textOf(html)).toContain('You have used all turns of your plan for today.');
    expect([textOf(html).endsWith('Upgrade to Pro'), links(html)]).toEqual([true, ['/billing']]);
  });

  it('of the largest plan says when it starts anew, and offers nothing', () => {
    billing.plans = [FREE];
    expect(links(tell(0))).toEqual([]);
    expect(textOf(tell(0))).toMatch(/2099|anew/);
  });
});

describe('a refused turn', () => {
  function tell(refusal: Turn['refusal'], last = true): string {
    const turn = new Turn('Hi');
    turn.refusal = refusal;
    turn.phase = 'failed';
    return render(Refusal, { props: { turn, last, retry: () => undefined } }).body;
  }
  const frame = { type: 'error', code: 'plan_required', message: 'x', requestId: 'req-12345678' } as const;

  it('says why, by which number the log knows it, and which plan has it', () => {
    const html = tell({ ...frame, feature: 'premium_models', plans: ['team', 'pro'] });
    expect(html).toContain('role="alert"');
    expect(textOf(html)).toContain('The premium model is not in your plan.');
    expect(textOf(html)).toContain('req-12345678');
    expect(textOf(html)).toContain('Upgrade to Team');
  });

  it('can be tried again while it is the last one', () => {
    expect(tell(frame)).toContain('data-testid="retry"');
    expect(tell(frame, false)).not.toContain('data-testid="retry"');
  });

  it('that was only found unfinished is no alarm', () => {
    const html = tell(null);
    expect(html).not.toContain('role="alert"');
    expect(html).toContain('data-testid="retry"');
  });
});
