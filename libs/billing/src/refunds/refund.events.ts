import { Injectable, Logger } from '@nestjs/common';
import { AuditLog } from '@app/security';
import type { Stripe } from 'stripe';
import type { EntityManager } from 'typeorm';
import { disputes, refunds } from '../billing.metrics.js';
import { Customers } from '../customer/customers.service.js';
import { OnStripeEvent, type StripeEvent } from '../stripe/on-stripe-event.js';
import { idOf } from '../stripe/stripe-shapes.js';
import { StripeClient } from '../stripe/stripe.client.js';

/** Money that goes back. It is written down and counted, and changes nothing else: access follows the subscription. */
@Injectable()
export class RefundEvents {
  private readonly logger = new Logger(RefundEvents.name);

  constructor(
    private readonly stripe: StripeClient,
    private readonly customers: Customers,
    private readonly audit: AuditLog,
  ) {}

  @OnStripeEvent('charge.refunded')
  async onRefunded(event: StripeEvent<'charge.refunded'>, transaction: EntityManager) {
    const charge = await this.read(event.data.object.id);
    if (!charge) return;
    const { id, amount, amount_refunded: refunded, currency } = charge;
    const isFull = refunded >= amount;
    const subjectId = await this.ownerOf(charge, transaction);
    const details = { event: event.id, charge: id, amount, refunded, currency, full: isFull };
    await this.audit.recordIn(transaction, { action: 'billing.refunded', subjectId, details });
    refunds.inc({ kind: isFull ? 'full' : 'partial' });
  }

  @OnStripeEvent('charge.dispute.created', 'charge.dispute.closed')
  async onDispute(event: StripeEvent<`charge.dispute.${'created' | 'closed'}`>, transaction: EntityManager) {
    const { id, amount, currency, reason, status } = event.data.object;
    const charge = idOf(event.data.object.charge);
    const subjectId = charge ? await this.ownerOf(await this.read(charge), transaction) : undefined;
    const what = event.type === 'charge.dispute.created' ? 'opened' : 'closed';
    const details = { event: event.id, dispute: id, charge, amount, currency, reason, status };
    const action = what === 'opened' ? 'billing.dispute_opened' : 'billing.dispute_closed';
    await this.audit.recordIn(transaction, { action, subjectId, details });
    disputes.inc({ what });
    // An answer is due at Stripe within days, and nobody but a person can give it.
    if (what === 'opened')
      this.logger.error(`Stripe's ${id} is a new dispute about ${charge ?? 'a charge'}: answer it`);
  }

  private read(charge: string): Promise<Stripe.Charge | null> {
    return this.stripe.find('charges.retrieve', (stripe) => stripe.charges.retrieve(charge));
  }

  private async ownerOf(charge: Stripe.Charge | null, transaction: EntityManager): Promise<string | undefined> {
    const customer = idOf(charge?.customer);
    return (customer && (await this.customers.findUserId(customer, transaction))) || undefined;
  }
}
