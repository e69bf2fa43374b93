import { api } from '#lib/api/client.js';
import type { PortalFlow } from '#lib/api/types.js';

/** Leaves for Stripe's checkout page for this plan. */
export async function goToCheckout(plan: string): Promise<void> {
  location.assign((await api.post<{ url: string }>('/billing/checkout', { plan })).url);
}

/** Leaves for Stripe's portal, at the given task or at its first page. */
export async function goToPortal(flow?: PortalFlow): Promise<void> {
  location.assign((await api.post<{ url: string }>('/billing/portal', flow ? { flow } : {})).url);
}
