import { defineEmulator } from 'emulate';
import { notFoundPage } from '../pages/page.js';
import { Account } from './account.js';
import { Api } from './api/api.js';
import { catchUp } from './billing/passing-time.js';
import { WebhookSender } from './events/webhook-sender.js';
import { faultRoutes } from './faults/faults.routes.js';
import type { Faults } from './faults/faults.js';
import { checkoutPage } from './pages/checkout.page.js';
import { controlRoutes } from './control/control.routes.js';
import { controlPage } from './pages/control.page.js';
import { invoicePage } from './pages/invoice.page.js';
import { portalPage } from './pages/portal.page.js';
import { catalogueRoutes } from './routes/catalogue.routes.js';
import { checkoutRoutes } from './routes/checkout.routes.js';
import { customerRoutes } from './routes/customers.routes.js';
import { discountRoutes } from './routes/discounts.routes.js';
import { disputeRoutes } from './routes/disputes.routes.js';
import { eventRoutes } from './routes/events.routes.js';
import { invoiceRoutes } from './routes/invoices.routes.js';
import { meterRoutes } from './routes/meters.routes.js';
import { paymentMethodRoutes } from './routes/payment-methods.routes.js';
import { paymentRoutes } from './routes/payments.routes.js';
import { portalConfigurationRoutes } from './routes/portal-configurations.routes.js';
import { portalRoutes } from './routes/portal.routes.js';
import { scheduleRoutes } from './routes/schedules.routes.js';
import { subscriptionRoutes } from './routes/subscriptions.routes.js';
import { seed } from './seed.js';
import { emptyState } from './state.js';

// How often the passing of real time is looked at when nobody calls.
const idleCheckMs = 30_000;

/** What the pretend Stripe is told by its surroundings. */
export interface StripeOptions {
  baseUrl: string;
  appUrl: string;
  secretKey: string;
  webhookUrl: string;
  webhookSecret: string;
  extraPriceIds: string[];
  faults: Faults;
  /** Called after something changed outside a request, so that the state can be saved. */
  save: () => void;
  /** Called with the account once it is open. */
  opened: (account: Account) => void;
}

/** A Stripe account with everything that subscriptions need: API, hosted pages, events and webhooks. */
export function stripeEmulator(options: StripeOptions) {
  return defineEmulator({
    name: 'stripe',
    cors: false,
    state: () => emptyState(options.baseUrl),
    setup({ app, state, signal }) {
      seed(state, options);
      const account = new Account(state, options.baseUrl, options.appUrl, options.faults);
      options.opened(account);
      const sender = new WebhookSender(state, signal, options.save);
      // One look for all that a request brings about, once it is done.
      account.events.onQueued(() => void setImmediate(() => sender.sendDue()));

      const api = new Api(app, account, options.secretKey);
      for (const routes of [
        customerRoutes,
        catalogueRoutes,
        checkoutRoutes,
        subscriptionRoutes,
        scheduleRoutes,
        discountRoutes,
        invoiceRoutes,
        paymentRoutes,
        disputeRoutes,
        meterRoutes,
        paymentMethodRoutes,
        portalConfigurationRoutes,
        portalRoutes,
        eventRoutes,
      ]) {
        routes(api);
      }
      faultRoutes(app, options.faults);
      controlRoutes(app, account);
      for (const page of [checkoutPage, portalPage, invoicePage]) page(app, account);
      controlPage(app, account, options.faults);
      app.notFound((context) =>
        context.req.path.startsWith('/v1/')
          ? api.unknownPath(context.req.raw)
          : notFoundPage('The sandbox has no such page.'),
      );

      const idleCheck = setInterval(() => {
        catchUp(account);
        options.save();
      }, idleCheckMs).unref();
      signal.addEventListener('abort', () => clearInterval(idleCheck));
      setImmediate(() => sender.sendDue());
    },
  });
}
