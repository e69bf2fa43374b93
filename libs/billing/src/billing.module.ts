import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountEnding, PlanReader } from '@app/auth';
import { BillingReports } from './billing-reports.service.js';
import { ChangeController } from './change/change.controller.js';
import { ChangeService } from './change/change.service.js';
import { ScheduleEvents } from './change/schedule.events.js';
import { SubscriptionEdits } from './change/subscription-edits.js';
import { CheckoutPages } from './checkout/checkout-pages.js';
import { CheckoutSessions } from './checkout/checkout-sessions.js';
import { CheckoutController } from './checkout/checkout.controller.js';
import { CheckoutService } from './checkout/checkout.service.js';
import { Trials } from './checkout/trials.js';
import { BillingAccountEnding } from './customer/billing-account-ending.js';
import { BillingCustomer } from './customer/billing-customer.entity.js';
import { CustomerEvents } from './customer/customer.events.js';
import { Customers } from './customer/customers.service.js';
import { SubscriptionEndings } from './customer/subscription-endings.js';
import { UserLock } from './customer/user-lock.js';
import { InvoicesController } from './invoices/invoices.controller.js';
import { InvoicesService } from './invoices/invoices.service.js';
import { MeterOutbox } from './meter/meter-outbox.js';
import { MeterReport } from './meter/meter-report.entity.js';
import { MeterSender } from './meter/meter-sender.js';
import { Metering } from './meter/metering.service.js';
import { BillingData } from './personal-data/billing-data.js';
import { Entitlements } from './plans/entitlements.service.js';
import { PlanCatalogue } from './plans/plan-catalogue.js';
import { PlansController } from './plans/plans.controller.js';
import { PriceList } from './plans/price-list.js';
import { QuotaCharge, QuotaUsage } from './plans/quota-usage.entity.js';
import { QuotaPruner } from './plans/quota-pruner.js';
import { Quotas } from './plans/quota.service.js';
import { PortalConfiguration } from './portal/portal-configuration.js';
import { PortalSessions } from './portal/portal-sessions.js';
import { PortalController } from './portal/portal.controller.js';
import { PortalService } from './portal/portal.service.js';
import { CustomerCheck } from './reconcile/customer-check.js';
import { CustomersSweep } from './reconcile/customers.sweep.js';
import { EventsSweep } from './reconcile/events.sweep.js';
import { OursSweep } from './reconcile/ours.sweep.js';
import { PacedStripe } from './reconcile/paced-stripe.js';
import { ReconcileSchedule } from './reconcile/reconcile-schedule.js';
import { Reconciler } from './reconcile/reconciler.service.js';
import { Reconciliation } from './reconcile/reconciliation.entity.js';
import { Reconciliations } from './reconcile/reconciliations.js';
import { SubscriptionsSweep } from './reconcile/subscriptions.sweep.js';
import { RefundEvents } from './refunds/refund.events.js';
import { CheckoutEvents } from './stripe/checkout.events.js';
import { StripeEventHandlers } from './stripe/stripe-event-handlers.js';
import { StripeEventProcessor } from './stripe/stripe-event-processor.js';
import { StripeEventRow } from './stripe/stripe-event.entity.js';
import { StripeEventWorker } from './stripe/stripe-event-worker.js';
import { StripeEventWriter } from './stripe/stripe-event-writer.js';
import { StripeInbox } from './stripe/stripe-inbox.service.js';
import { StripeReplays } from './stripe/stripe-replays.js';
import { StripeTransactions } from './stripe/stripe-transactions.js';
import { StripeWebhookController } from './stripe/stripe-webhook.controller.js';
import { StripeClient } from './stripe/stripe.client.js';
import { SubscriptionEvents } from './stripe/subscription.events.js';
import { WebhookSignature } from './stripe/webhook-signature.js';
import { KnownSubscriptions } from './subscription/known-subscriptions.js';
import { DuplicateSubscriptions } from './subscription/duplicate-subscriptions.js';
import { StatusController } from './subscription/status.controller.js';
import { StatusService } from './subscription/status.service.js';
import { SubscriptionReader } from './subscription/subscription-reader.js';
import { Subscription } from './subscription/subscription.entity.js';
import { SubscriptionService } from './subscription/subscription.service.js';
import { SubscriptionStore } from './subscription/subscription-store.js';

const stripe = [
  StripeClient,
  WebhookSignature,
  StripeInbox,
  StripeEventWorker,
  StripeEventProcessor,
  StripeEventWriter,
  StripeEventHandlers,
  StripeReplays,
  StripeTransactions,
  SubscriptionEvents,
  CheckoutEvents,
];
const plans = [
  PlanCatalogue,
  PriceList,
  Entitlements,
  Quotas,
  QuotaPruner,
  { provide: PlanReader, useExisting: Entitlements },
];
const customers = [
  Customers,
  KnownSubscriptions,
  SubscriptionReader,
  SubscriptionStore,
  DuplicateSubscriptions,
  SubscriptionService,
  StatusService,
];
const purchase = [UserLock, Trials, CheckoutSessions, CheckoutPages, CheckoutService];
const change = [ChangeService, SubscriptionEdits, ScheduleEvents];
const portal = [PortalService, PortalSessions, PortalConfiguration, InvoicesService];
const endings = [
  { provide: AccountEnding, useClass: BillingAccountEnding },
  SubscriptionEndings,
  CustomerEvents,
  RefundEvents,
];
const metering = [Metering, MeterOutbox, MeterSender];
const reconciliation = [
  Reconciler,
  Reconciliations,
  ReconcileSchedule,
  EventsSweep,
  SubscriptionsSweep,
  OursSweep,
  CustomersSweep,
  CustomerCheck,
  PacedStripe,
];

/** What users may use: plans, subscriptions at Stripe, gates and quotas. */
@Global()
@Module({
  imports: [
    DiscoveryModule,
    TypeOrmModule.forFeature([
      Subscription,
      BillingCustomer,
      StripeEventRow,
      Reconciliation,
      QuotaUsage,
      QuotaCharge,
      MeterReport,
    ]),
  ],
  controllers: [
    PlansController,
    CheckoutController,
    ChangeController,
    PortalController,
    StatusController,
    InvoicesController,
    StripeWebhookController,
  ],
  providers: [
    ...stripe,
    ...plans,
    ...customers,
    ...purchase,
    ...change,
    ...portal,
    ...endings,
    ...metering,
    ...reconciliation,
    BillingData,
    BillingReports,
  ],
  exports: [PlanCatalogue, Entitlements, Quotas, Metering, AccountEnding, PlanReader],
})
export class BillingModule {}
