import { Injectable, Logger } from '@nestjs/common';
import type { BillingStatus } from '@app/protocol';
import { CheckoutSessions } from '../checkout/checkout-sessions.js';
import { Customers } from '../customer/customers.service.js';
import { Entitlements, type Entitlement } from '../plans/entitlements.service.js';
import { Quotas } from '../plans/quota.service.js';
import { idOf } from '../stripe/stripe-shapes.js';
import { within } from '../stripe/stripe.client.js';
import { SubscriptionService } from './subscription.service.js';

const SYNC_MS = 8000;

/** What an actor has, and how much of it is used. */
@Injectable()
export class StatusService {
  private readonly logger = new Logger(StatusService.name);

  constructor(
    private readonly entitlements: Entitlements,
    private readonly quotas: Quotas,
    private readonly customers: Customers,
    private readonly sessions: CheckoutSessions,
    private readonly subscriptions: SubscriptionService,
  ) {}

  async statusOf(userId: string): Promise<BillingStatus> {
    return this.statusFrom(userId, await this.entitlements.of(userId));
  }

  /** The same, with the subscription from memory where that is certain. */
  async knownStatusOf(userId: string): Promise<BillingStatus> {
    return this.statusFrom(userId, await this.entitlements.knownOf(userId));
  }

  /** The same after a checkout: asks Stripe first, in case its webhook is slower than the browser. */
  async statusAfter(userId: string, checkoutSession: string): Promise<BillingStatus> {
    try {
      await within(SYNC_MS, this.sync(userId, checkoutSession));
    } catch {
      // The webhook brings it later; what is known by now is still worth showing.
      this.logger.warn('The state after a checkout could not be read from Stripe');
    }
    return this.statusOf(userId);
  }

  private async statusFrom(userId: string, entitlement: Entitlement): Promise<BillingStatus> {
    const { currentPeriodEnd, graceEndsAt, pendingChange, ...rest } = entitlement;
    return {
      ...rest,
      currentPeriodEnd: currentPeriodEnd?.toISOString() ?? null,
      graceEndsAt: graceEndsAt?.toISOString() ?? null,
      pendingChange: pendingChange && { ...pendingChange, at: pendingChange.at.toISOString() },
      quotas: await this.quotas.of(userId, entitlement.plan),
    };
  }

  private async sync(userId: string, checkoutSession: string): Promise<void> {
    const customer = (await this.customers.find(userId))?.stripeCustomerId;
    if (!customer) return;
    const session = await this.sessions.find(checkoutSession);
    const isTheirs = idOf(session?.customer) === customer || session?.client_reference_id === userId;
    if (isTheirs) await this.subscriptions.syncCustomer(customer);
  }
}
