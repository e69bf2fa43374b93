export { BillingApp, billingApp, until, WEBHOOK_SECRET, type BillingAppOptions } from './billing-app.js';
export { auditOf, statusOf, subscriber, type Subscriber } from './subscriber.js';
export { PretendStripe, signatureOf } from './pretend-stripe.js';
export { InboxView, type StoredEvent } from './inbox.js';
