import { newId } from '../ids.js';
import type { Meter } from '../types.js';

/** A new billing meter, as the API shows it. */
export function newMeter(
  terms: { displayName: string; eventName: string; formula: string; customerKey: string; valueKey: string },
  created: number,
): Meter {
  return {
    id: newId('mtr_test', 24),
    object: 'billing.meter',
    created,
    customer_mapping: { event_payload_key: terms.customerKey, type: 'by_id' },
    default_aggregation: { formula: terms.formula },
    display_name: terms.displayName,
    event_name: terms.eventName,
    event_time_window: null,
    livemode: false,
    status: 'active',
    status_transitions: { deactivated_at: null },
    updated: created,
    value_settings: { event_payload_key: terms.valueKey },
  };
}
