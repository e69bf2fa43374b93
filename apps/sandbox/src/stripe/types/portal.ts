import type { Fields, Metadata, Resource } from './base.js';
import type { ProrationBehavior } from './subscription.js';

export const portalFlows = [
  'payment_method_update',
  'subscription_cancel',
  'subscription_update',
  'subscription_update_confirm',
] as const;
export type PortalFlowType = (typeof portalFlows)[number];

export interface PortalFlow extends Fields {
  type: PortalFlowType;
  after_completion: {
    type: string;
    redirect: { return_url: string } | null;
    hosted_confirmation: { custom_message: string | null } | null;
  };
  subscription_cancel: { subscription: string; retention: null } | null;
  subscription_update: { subscription: string } | null;
  subscription_update_confirm: {
    subscription: string;
    items: { id: string | null; price: string | null; quantity?: number }[];
    discounts: null;
  } | null;
}

export interface PortalConfiguration extends Resource {
  active: boolean;
  is_default: boolean;
  metadata: Metadata;
  features: {
    customer_update: { enabled: boolean; allowed_updates: string[] };
    invoice_history: { enabled: boolean };
    payment_method_update: { enabled: boolean } & Fields;
    subscription_cancel: { enabled: boolean; mode: string } & Fields;
    subscription_update: {
      enabled: boolean;
      default_allowed_updates: string[];
      products: { product: string; prices: string[] }[] | null;
      proration_behavior: ProrationBehavior;
      schedule_at_period_end: { conditions: { type: string }[] };
    } & Fields;
  };
}

export interface PortalSession extends Resource {
  configuration: string;
  customer: string;
  flow: PortalFlow | null;
  return_url: string;
  url: string;
}
