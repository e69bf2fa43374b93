/** The test cards that do something other than work, and what that is. */
const declinedAtOnce = new Map([
  ['4000000000000002', { code: 'card_declined', message: 'Your card was declined.' }],
  ['4000000000009995', { code: 'card_declined', message: 'Your card has insufficient funds.' }],
  ['4000000000000069', { code: 'expired_card', message: 'Your card has expired.' }],
]);
const declinedAtRenewal = new Set(['4000000000000341']);
const disputed = new Set(['4000000000000259']);

/** Why a card was not accepted. */
export interface CardDecline {
  code: string;
  message: string;
}

/** Checks a card that somebody typed; null means that it works. */
export function declineOf(number: string): CardDecline | null {
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) {
    return { code: 'incorrect_number', message: 'Your card number is incorrect.' };
  }
  return declinedAtOnce.get(number) ?? null;
}

/** Whether a charge without the buyer present goes through. */
export function renewalSucceeds(number: string | undefined): boolean {
  return number !== undefined && declineOf(number) === null && !declinedAtRenewal.has(number);
}

/** Whether the owner of this card disputes whatever is charged to it. */
export function isDisputed(number: string | undefined): boolean {
  return disputed.has(number ?? '');
}

/** A card number without the spaces and dashes that people type. */
export function digitsOf(typed: string): string {
  return typed.replace(/[\s-]/g, '');
}

function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
