import type { RunningPart } from '../src/part.js';
import type { Settings } from '../src/stripe/control/interventions.js';
import type { Fault, FaultOrder } from '../src/stripe/faults/fault.js';

/** What the real SDK needs to be pointed at the sandbox, the way an application points it. */
export function clientOptions(part: RunningPart) {
  const { hostname, port } = new URL(part.url);
  return { host: hostname, port: Number(port), protocol: 'http', maxNetworkRetries: 0 } as const;
}

/** The sandbox's own controls over HTTP, as an operator or a test in another process uses them. */
export function stripeControls(url: string) {
  const send = async (method: string, path: string, body?: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/_sandbox/${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`);
    return answer;
  };
  return {
    fault: async (order: FaultOrder) => (await (await send('POST', 'faults', order)).json()) as Fault,
    faults: async () => ((await (await send('GET', 'faults')).json()) as { faults: Fault[] }).faults,
    clearFaults: async () => void (await send('DELETE', 'faults')),
    settings: async (settings: Settings) => void (await send('POST', 'settings', settings)),
    setStatus: async (subscription: string, status: string) =>
      void (await send('POST', `subscriptions/${subscription}`, { status })),
    advance: async (seconds: number) => void (await send('POST', 'clock', { advance_seconds: seconds })),
  };
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
