import { declineOf, digitsOf, renewalSucceeds } from './cards.js';

describe('test cards', () => {
  it('work, now and later, when nothing else is known of them', () => {
    expect(declineOf('4242424242424242')).toBeNull();
    expect(renewalSucceeds('5555555555554444')).toBe(true);
  });

  it('are declined at once, or only when they renew', () => {
    expect(declineOf('4000000000000002')?.code).toBe('card_declined');
    expect(declineOf('4000000000000341')).toBeNull();
    expect(renewalSucceeds('4000000000000341')).toBe(false);
    expect(renewalSucceeds(undefined)).toBe(false);
  });

  it('must be card numbers, however they are typed', () => {
    expect(declineOf(digitsOf('4242 4242-4242 4242'))).toBeNull();
    for (const wrong of ['', '4242', '4242424242424241', 'abcdabcdabcdabcd']) {
      expect(declineOf(wrong)?.code).toBe('incorrect_number');
    }
  });
});
