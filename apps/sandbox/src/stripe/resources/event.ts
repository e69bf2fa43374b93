import { copyOf } from '../copy.js';
import { newId } from '../ids.js';
import type { Fields, StripeEvent } from '../types.js';

/** The version of the API that the sandbox speaks. */
export const apiVersion = '2026-10-28.endive';

/** A new event: the object as it is at this moment, and what it was before. */
export function newEvent(type: string, object: Fields, previous: Fields | undefined, created: number): StripeEvent {
  const data = { object: copyOf(object), ...(previous ? { previous_attributes: previous } : {}) };
  return {
    id: newId('evt_1', 23),
    object: 'event',
    api_version: apiVersion,
    created,
    data,
    livemode: false,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
    type,
  };
}
