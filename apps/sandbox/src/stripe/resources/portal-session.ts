import { newId } from '../ids.js';
import type { PortalFlow, PortalSession } from '../types.js';

/** A new session of the customer portal, as the API shows it. Whoever has the URL may use it, so it is not the id. */
export function newPortalSession(
  terms: { configuration: string; customer: string; returnUrl: string; flow: PortalFlow | null; baseUrl: string },
  created: number,
): PortalSession {
  return {
    id: newId('bps_1', 23),
    object: 'billing_portal.session',
    configuration: terms.configuration,
    created,
    customer: terms.customer,
    customer_account: null,
    flow: terms.flow,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: terms.returnUrl,
    url: `${terms.baseUrl}/p/session/${newId('test', 48)}`,
  };
}
