/** Every operation of Stripe that is used, and the kind of object a true answer to it is. */
export const OPERATIONS = {
  'customers.create': 'customer',
  'checkout.sessions.create': 'checkout.session',
  'checkout.sessions.retrieve': 'checkout.session',
  'checkout.sessions.expire': 'checkout.session',
  'billing_portal.sessions.create': 'billing_portal.session',
  'subscriptions.retrieve': 'subscription',
  'subscriptions.list': 'list',
  'subscriptions.cancel': 'subscription',
  'prices.retrieve': 'price',
  'invoices.list': 'list',
} as const;

export type Operation = keyof typeof OPERATIONS;

/** Whether an answer is the kind of object that was asked for. Stand-ins of Stripe may leave the kind out. */
export function isAnswerTo(operation: Operation, answer: { object?: string; id?: unknown; data?: unknown }): boolean {
  const isObject = typeof answer.id === 'string' || Array.isArray(answer.data);
  return (answer.object ?? OPERATIONS[operation]) === OPERATIONS[operation] && isObject;
}
