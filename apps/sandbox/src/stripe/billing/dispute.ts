import type { Account } from '../account.js';
import { newDispute } from '../resources/refund.js';
import type { Charge, Dispute } from '../types.js';

/** The buyer's bank takes the money back until somebody has decided. */
export function openDispute(account: Account, charge: Charge): Dispute {
  const method = account.state.paymentMethods[charge.payment_method ?? ''];
  const dispute = newDispute(charge, method, account.clock.now());
  account.state.disputes[dispute.id] = dispute;
  charge.disputed = true;
  account.events.record('charge.dispute.created', dispute);
  account.events.record('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** Decides a dispute. */
export function closeDispute(account: Account, dispute: Dispute, outcome: 'won' | 'lost'): void {
  dispute.status = outcome;
  if (outcome === 'won') account.events.record('charge.dispute.funds_reinstated', dispute);
  account.events.record('charge.dispute.closed', dispute);
}

/** Whether a dispute still waits for its end. */
export function isOpen(dispute: Dispute): boolean {
  return dispute.status !== 'won' && dispute.status !== 'lost';
}
