import type { Fields, Metadata, Resource } from './base.js';

export interface StripeEvent extends Resource {
  created: number;
  data: { object: Fields; previous_attributes?: Fields };
  pending_webhooks: number;
  type: string;
}

export interface WebhookEndpoint extends Resource {
  api_version: string | null;
  created: number;
  enabled_events: string[];
  metadata: Metadata;
  status: 'enabled' | 'disabled';
  url: string;
}

/** One event on its way to one endpoint. */
export interface Delivery {
  event: string;
  endpoint: string;
  attempts: number;
  nextAttemptAtMs: number;
  firstAttemptAtMs: number;
}
