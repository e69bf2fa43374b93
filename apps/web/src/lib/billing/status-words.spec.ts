import { describeStatus } from './status-words.js';
import { pretendPro, pretendStatus, readAsBritish } from './testing/pretend-billing.js';

describe('the status in words', () => {
  beforeAll(readAsBritish);
  const END = '31 December 2099';
  const COST = 'US$20 per month';
  const say = (changes: Parameters<typeof pretendPro>[0], cost = COST) =>
    describeStatus(pretendPro(changes), 'Pro', cost);

  it.each<[string, Parameters<typeof pretendPro>[0], string, string]>([
    ['is active', {}, 'Active', `Renews on ${END}.`],
    ['changes soon', { pendingChange: { plan: 'team', price: null, at: '' } }, 'Active', `Paid until ${END}.`],
    ['has no known end', { currentPeriodEnd: null }, 'Active', 'Your subscription is active.'],
    ['is tried', { status: 'trialing' }, 'Trial', `Free until ${END}, then ${COST}.`],
    [
      'ends soon',
      { cancelAtPeriodEnd: true },
      'Ends soon',
      `Cancelled: you keep Pro until ${END}. Nothing more is charged.`,
    ],
    [
      'is tried and cancelled',
      { cancelAtPeriodEnd: true, status: 'trialing' },
      'Ends soon',
      `Cancelled: you try Pro until ${END}, and are never charged.`,
    ],
    ['is unpaid', { status: 'unpaid' }, 'Unpaid', 'Until it is paid you have what the free plan has.'],
    ['is past due', { status: 'past_due' }, 'Payment failed', 'Until it is paid you have what the free plan has.'],
    [
      'has ended before its time',
      { status: 'canceled' },
      'Ended',
      'Your subscription has ended. Choose a plan below whenever you want to come back.',
    ],
    [
      'is not finished',
      { status: 'incomplete' },
      'Not finished',
      'The subscription begins when its first payment is made.',
    ],
    [
      'is paused',
      { status: 'paused' },
      'Paused',
      'While it is paused nothing is charged, and you have what the free plan has.',
    ],
    [
      'is in a state of tomorrow',
      { status: 'under_review' },
      'under_review',
      'Stripe reports the state “under_review”.',
    ],
  ])('of what %s', (_, changes, label, sentence) => {
    expect(say(changes)).toMatchObject({ label, sentence });
  });

  it('of what ended with its period says when', () => {
    const ended = { status: 'canceled', currentPeriodEnd: '2026-01-31T12:00:00Z' };
    expect(say(ended).sentence).toBe(
      'It ended on 31 January 2026. Choose a plan below whenever you want to come back.',
    );
  });
  it('of a trial without a known price promises nothing about it', () => {
    expect(say({ status: 'trialing' }, '').sentence).toBe(`Free until ${END}.`);
  });
  it.each(['active', 'trialing', 'past_due'])('says until when %s is let through without a payment', (status) => {
    expect(say({ status, graceEndsAt: '2099-12-31T14:05:00Z' }).sentence).toMatch(
      /You keep Pro until 31 December 2099, \d\d:05\.$/,
    );
  });
  it('warns of what needs a hand, and of nothing else', () => {
    const tones = ['none', 'active', 'canceled', 'past_due', 'unpaid', 'paused', 'incomplete', 'under_review'].map(
      (status) => describeStatus(pretendStatus({ status }), 'Pro').tone,
    );
    expect(tones).toEqual(['plain', 'good', 'plain', 'bad', 'bad', 'bad', 'bad', 'plain']);
  });
});
