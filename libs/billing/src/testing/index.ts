export { BillingApp, billingApp, until, WEBHOOK_SECRET, type BillingAppOptions } from './billing-app.js';
export { PretendStripe, signatureOf } from './pretend-stripe.js';
