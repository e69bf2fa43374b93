import type { Metadata, WebhookEndpoint } from '../types.js';

/** A webhook endpoint, as the API shows it. */
export function newWebhookEndpoint(
  terms: {
    id: string;
    url: string;
    apiVersion: string | null;
    events: string[];
    description: string | null;
    metadata: Metadata;
  },
  created: number,
): WebhookEndpoint {
  return {
    id: terms.id,
    object: 'webhook_endpoint',
    api_version: terms.apiVersion,
    application: null,
    created,
    description: terms.description,
    enabled_events: terms.events,
    livemode: false,
    metadata: terms.metadata,
    status: 'enabled',
    url: terms.url,
  };
}
