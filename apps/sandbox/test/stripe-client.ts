import type { RunningPart } from '../src/part.js';

/** What the real SDK needs to be pointed at the sandbox, the way an application points it. */
export function clientOptions(part: RunningPart) {
  const { hostname, port } = new URL(part.url);
  return { host: hostname, port: Number(port), protocol: 'http', maxNetworkRetries: 0 } as const;
}

/** What an application asks for when somebody wants to subscribe. */
export function checkoutTerms(customer?: string) {
  return {
    mode: 'subscription' as const,
    customer,
    line_items: [{ price: 'price_sandbox_pro_monthly', quantity: 1 }],
    success_url: 'http://localhost:8000/billing?checkout_session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://localhost:8000/billing',
    client_reference_id: 'user-1',
    metadata: { plan: 'pro' },
    subscription_data: { metadata: { plan: 'pro' } },
  };
}
