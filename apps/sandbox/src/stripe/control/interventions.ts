import type { Account } from '../account.js';
import { closeDispute, isOpen, openDispute } from '../billing/dispute.js';
import { findChargeOf } from '../billing/payment.js';
import { refund } from '../billing/refund.js';
import type { Charge, Dispute, Refund, Subscription } from '../types.js';
import { Unusable } from './unusable.js';

const afterRetries = ['canceled', 'unpaid', 'past_due'] as const;

/** Settings that Stripe keeps in its dashboard. */
export interface Settings {
  /** What becomes of a subscription whose last attempt at payment fails. */
  after_retries?: string;
  /** The API version whose shape the application's webhooks have; empty for the sandbox's own. */
  webhook_api_version?: string;
  /** A second secret that the application's webhooks are signed with too, as while one is being replaced; or empty. */
  webhook_second_secret?: string;
}

/** Changes the settings that are named. */
export function changeSettings({ state }: Account, asked: Settings): object {
  const endpoint = state.webhookEndpoints.we_sandbox;
  const { after_retries, webhook_api_version: version, webhook_second_secret: secret } = asked;
  const known = afterRetries.find((status) => status === after_retries);
  if (after_retries !== undefined && !known) {
    throw new Unusable(`after_retries must be one of ${afterRetries.join(', ')}.`);
  }
  if (version && !/^\d{4}-\d\d-\d\d(\.\w+)?$/.test(version)) {
    throw new Unusable('webhook_api_version must be a version such as 2024-06-20, or empty.');
  }
  if (secret && !/^whsec_\w{16,}$/.test(secret)) {
    throw new Unusable('webhook_second_secret must begin with whsec_ and have 16 more letters or digits, or be empty.');
  }
  if (secret !== undefined) state.secondWebhookSecret = secret || null;
  state.afterRetries = known ?? state.afterRetries;
  if (endpoint && version !== undefined) endpoint.api_version = version || null;
  return { after_retries: state.afterRetries, webhook_api_version: endpoint?.api_version ?? null };
}

/** Gives a subscription any status at all, one that nobody has heard of included, and sends the event for it. */
export function forceStatus(account: Account, id: string, status: string | undefined): Subscription {
  const subscription = account.state.subscriptions[id];
  if (!subscription) throw new Unusable('There is no such subscription.');
  if (!status || !/^[a-z_]{1,40}$/.test(status)) throw new Unusable('status must be a word like past_due.');
  account.change('customer.subscription.updated', subscription, (changing) => {
    changing.status = status;
  });
  return subscription;
}

/** Gives back what an invoice was paid with, or a part of it in cents, as somebody would in Stripe's dashboard. */
export function refundInvoice(account: Account, id: string, amount: string | undefined): Refund {
  const terms = { amount: amount ? Number(amount) : null, reason: 'requested_by_customer', metadata: {} };
  if (terms.amount !== null && !Number.isInteger(terms.amount)) throw new Unusable('amount must be in whole cents.');
  return refund(account, chargeOf(account, id), terms);
}

/** Has the buyer's bank dispute the payment of an invoice. */
export function disputeInvoice(account: Account, id: string): Dispute {
  const charge = chargeOf(account, id);
  if (charge.disputed) throw new Unusable('This payment is disputed already.');
  return openDispute(account, charge);
}

/** Has the bank decide. */
export function decideDispute(account: Account, id: string, outcome: string | undefined): Dispute {
  const dispute = account.state.disputes[id];
  if (!dispute || !isOpen(dispute)) throw new Unusable('There is no such open dispute.');
  if (outcome !== 'won' && outcome !== 'lost') throw new Unusable('outcome must be won or lost.');
  closeDispute(account, dispute, outcome);
  return dispute;
}

function chargeOf(account: Account, invoice: string): Charge {
  const found = account.state.invoices[invoice];
  const charge = found && findChargeOf(account, found);
  if (!charge) throw new Unusable('There is no such invoice, or nothing was paid for it.');
  return charge;
}
