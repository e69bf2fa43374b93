/** Every operation of Stripe that is used, and the kind of object a true answer to it is. */
export const OPERATIONS = {
  'customers.create': 'customer',
  'customers.retrieve': 'customer',
  'checkout.sessions.create': 'checkout.session',
  'checkout.sessions.retrieve': 'checkout.session',
  'checkout.sessions.expire': 'checkout.session',
  'billing_portal.sessions.create': 'billing_portal.session',
  'billing_portal.configurations.list': 'list',
  'billing_portal.configurations.create': 'billing_portal.configuration',
  'billing_portal.configurations.update': 'billing_portal.configuration',
  'subscriptions.retrieve': 'subscription',
  'subscriptions.list': 'list',
  'subscriptions.cancel': 'subscription',
  'subscriptions.update': 'subscription',
  'subscription_schedules.create': 'subscription_schedule',
  'subscription_schedules.update': 'subscription_schedule',
  'subscription_schedules.release': 'subscription_schedule',
  'charges.retrieve': 'charge',
  'billing.meter_events.create': 'billing.meter_event',
  'prices.retrieve': 'price',
  'invoices.list': 'list',
  'invoice_payments.list': 'list',
  'refunds.list': 'list',
  'refunds.create': 'refund',
  'customers.list': 'list',
  'events.list': 'list',
  'webhook_endpoints.list': 'list',
} as const;

export type Operation = keyof typeof OPERATIONS;

/** Whether an answer is the kind of object that was asked for. Stand-ins of Stripe may leave the kind out. */
export function isAnswerTo(
  operation: Operation,
  answer: { object?: string; id?: unknown; identifier?: unknown; data?: unknown },
): boolean {
  // Events of meters are the one kind of object without an id.
  const isObject = typeof (answer.id ?? answer.identifier) === 'string' || Array.isArray(answer.data);
  return (answer.object ?? OPERATIONS[operation]) === OPERATIONS[operation] && isObject;
}
