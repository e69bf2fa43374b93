// The objects of Stripe as far as the sandbox works with them; what it only hands out stands in `Fields`.
export * from './types/base.js';
export * from './types/catalogue.js';
export * from './types/customer.js';
export * from './types/subscription.js';
export * from './types/invoice.js';
export * from './types/payment.js';
export * from './types/checkout.js';
export * from './types/portal.js';
export * from './types/event.js';
export * from './types/meter.js';
