import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PlanReader } from '@app/auth';
import { BillingReports } from './billing-reports.service.js';
import { CheckoutLock } from './checkout/checkout-lock.js';
import { CheckoutSessions } from './checkout/checkout-sessions.js';
import { CheckoutController } from './checkout/checkout.controller.js';
import { CheckoutService } from './checkout/checkout.service.js';
import { BillingCustomer } from './customer/billing-customer.entity.js';
import { Customers } from './customer/customers.service.js';
import { InvoicesController } from './invoices/invoices.controller.js';
import { InvoicesService } from './invoices/invoices.service.js';
import { Entitlements } from './plans/entitlements.service.js';
import { PlanCatalogue } from './plans/plan-catalogue.js';
import { PlansController } from './plans/plans.controller.js';
import { PriceList } from './plans/price-list.js';
import { QuotaCharge, QuotaUsage } from './plans/quota-usage.entity.js';
import { Quotas } from './plans/quota.service.js';
import { PortalController } from './portal/portal.controller.js';
import { PortalService } from './portal/portal.service.js';
import { CheckoutEvents } from './stripe/checkout.events.js';
import { StripeEventHandlers } from './stripe/stripe-event-handlers.js';
import { StripeEventRow } from './stripe/stripe-event.entity.js';
import { StripeEventWorker } from './stripe/stripe-event-worker.js';
import { StripeInbox } from './stripe/stripe-inbox.service.js';
import { StripeWebhookController } from './stripe/stripe-webhook.controller.js';
import { StripeClient } from './stripe/stripe.client.js';
import { SubscriptionEvents } from './stripe/subscription.events.js';
import { WebhookSignature } from './stripe/webhook-signature.js';
import { StatusController } from './subscription/status.controller.js';
import { StatusService } from './subscription/status.service.js';
import { SubscriptionReader } from './subscription/subscription-reader.js';
import { Subscription } from './subscription/subscription.entity.js';
import { SubscriptionService } from './subscription/subscription.service.js';

const stripe = [
  StripeClient,
  WebhookSignature,
  StripeInbox,
  StripeEventWorker,
  StripeEventHandlers,
  SubscriptionEvents,
  CheckoutEvents,
];
const plans = [PlanCatalogue, PriceList, Entitlements, Quotas, { provide: PlanReader, useExisting: Entitlements }];
const customers = [Customers, SubscriptionReader, SubscriptionService, StatusService];
const purchase = [CheckoutLock, CheckoutSessions, CheckoutService, PortalService, InvoicesService];

/** What users may use: plans, subscriptions at Stripe, gates and quotas. */
@Global()
@Module({
  imports: [
    DiscoveryModule,
    TypeOrmModule.forFeature([Subscription, BillingCustomer, StripeEventRow, QuotaUsage, QuotaCharge]),
  ],
  controllers: [
    PlansController,
    CheckoutController,
    PortalController,
    StatusController,
    InvoicesController,
    StripeWebhookController,
  ],
  providers: [...stripe, ...plans, ...customers, ...purchase, BillingReports],
  exports: [PlanCatalogue, Entitlements, Quotas, PlanReader],
})
export class BillingModule {}
