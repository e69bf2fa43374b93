import { Injectable, Logger } from '@nestjs/common';
import type { Stripe } from 'stripe';
import { BillingConfig } from '../billing.config.js';
import { duplicateSubscriptions } from '../billing.metrics.js';
import { idOf, periodOf } from '../stripe/stripe-shapes.js';
import { StripeClient } from '../stripe/stripe.client.js';

const DAY = 86_400_000;
type Refund = 'refunded' | 'nothing_paid' | 'none';

/** What becomes of the newer of two live subscriptions of one user: it ends at once, and so does paying for it. */
@Injectable()
export class DuplicateSubscriptions {
  private readonly logger = new Logger(DuplicateSubscriptions.name);

  constructor(
    private readonly stripe: StripeClient,
    private readonly config: BillingConfig,
  ) {}

  /** Gives the money back, then cancels. In this order, because a cancelled one is not looked at again after a crash. */
  async cancel(id: string, userId: string): Promise<Stripe.Subscription> {
    const found = await this.ask('subscriptions.retrieve', (stripe) => stripe.subscriptions.retrieve(id));
    const refund = this.config.billing.duplicate_refund === 'prorate' ? await this.refund(found) : 'none';
    // Stripe's own proration would become a credit for later invoices, on top of the money that goes back to the card.
    const cancelled = await this.ask('subscriptions.cancel', (stripe) => stripe.subscriptions.cancel(id));
    duplicateSubscriptions.inc({ refund });
    this.logger.error(`User ${userId} had two live subscriptions; ${id}, the newer, is cancelled (refund: ${refund})`);
    return cancelled;
  }

  /** The share of what was paid last that falls on whole days still to come. */
  private async refund(subscription: Stripe.Subscription): Promise<Refund> {
    const invoice = idOf(subscription.latest_invoice);
    if (!invoice) return 'nothing_paid';
    const { data } = await this.ask('invoice_payments.list', (stripe) =>
      stripe.invoicePayments.list({ invoice, status: 'paid' }),
    );
    let refunded: Refund = 'nothing_paid';
    for (const { payment, amount_paid } of data) {
      const target = targetOf(payment);
      const amount = Math.floor((amount_paid ?? 0) * unusedShare(subscription));
      if (target && amount > 0) refunded = await this.refundOnce(subscription.id, target, amount);
    }
    return refunded;
  }

  private async refundOnce(id: string, target: { charge: string } | { payment_intent: string }, amount: number) {
    const { data } = await this.ask('refunds.list', (stripe) => stripe.refunds.list({ ...target, limit: 100 }));
    if (data.some(({ metadata }) => metadata?.duplicate_subscription === id)) return 'refunded' as const;
    const params = { ...target, amount, reason: 'duplicate' as const, metadata: { duplicate_subscription: id } };
    // The list may not show yet what was asked for a moment ago; the key holds for a day.
    const options = { idempotencyKey: `duplicate-refund-${id}-${Object.values(target)[0]}-${amount}` };
    await this.ask('refunds.create', (stripe) => stripe.refunds.create(params, options));
    return 'refunded' as const;
  }

  private ask<T extends { object: string }>(
    operation: Parameters<StripeClient['ask']>[0],
    call: (stripe: Stripe) => Promise<T>,
  ): Promise<T> {
    return this.stripe.ask(operation, call, 'brisk');
  }
}

function targetOf({ charge, payment_intent }: Stripe.InvoicePayment.Payment) {
  const [intent, only] = [idOf(payment_intent), idOf(charge)];
  if (intent) return { payment_intent: intent };
  return only ? { charge: only } : null;
}

/** Whole days, so that trying again on the same day asks for the same sum. */
function unusedShare(subscription: Stripe.Subscription): number {
  const { start, end } = periodOf(subscription);
  if (!start || !end || end <= start) return 0;
  const used = Math.floor((Date.now() - start.getTime()) / DAY) * DAY;
  return Math.min(1, Math.max(0, 1 - used / (end.getTime() - start.getTime())));
}
