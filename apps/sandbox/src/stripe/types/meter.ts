import type { Fields, Resource } from './base.js';

export interface Meter extends Resource {
  customer_mapping: { event_payload_key: string; type: string };
  default_aggregation: { formula: string };
  display_name: string;
  event_name: string;
  status: 'active' | 'inactive';
  status_transitions: { deactivated_at: number | null };
  updated: number;
  value_settings: { event_payload_key: string };
}

export interface MeterEvent extends Fields {
  object: 'billing.meter_event';
  created: number;
  event_name: string;
  identifier: string;
  payload: Record<string, string>;
  timestamp: number;
}
