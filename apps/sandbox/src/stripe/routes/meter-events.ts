import type { Account } from '../account.js';
import { page } from '../api/pagination.js';
import { group, integer, requiredText, text, type Params } from '../api/params.js';
import { invalid, missing } from '../api/stripe.errors.js';
import { newId } from '../ids.js';
import type { List, Meter, MeterEvent, Resource } from '../types.js';

const daySeconds = 86_400;
const windows: Record<string, number> = { hour: 3600, day: daySeconds };

/** Takes in what a customer has used. The same identifier within 24 hours counts once; Stripe refuses the second. */
export function recordMeterEvent(account: Account, params: Params): MeterEvent {
  const { state, clock } = account;
  const now = clock.now();
  const eventName = requiredText(params, 'event_name');
  const meter = Object.values(state.meters).find((one) => one.event_name === eventName && one.status === 'active');
  if (!meter) throw invalid('event_name', `No active meter found for event name: ${eventName}`);
  const payload = payloadIn(params, meter);
  const identifier = text(params, 'identifier') ?? newId('mev', 24);
  if (state.meterEvents.some((event) => event.identifier === identifier && now - event.created < daySeconds)) {
    throw invalid('identifier', `An event already exists with identifier ${identifier}.`, 'duplicate_meter_event');
  }
  const timestamp = integer(params, 'timestamp') ?? now;
  if (timestamp < now - 35 * daySeconds) throw invalid('timestamp', 'It is more than 35 days ago.');
  if (timestamp > now + 300) throw invalid('timestamp', 'It is more than 5 minutes in the future.');
  const event: MeterEvent = {
    object: 'billing.meter_event',
    created: now,
    event_name: eventName,
    identifier,
    livemode: false,
    payload,
    timestamp,
  };
  state.meterEvents.push(event);
  return event;
}

/** What a customer has used from `start_time` to `end_time`: in one sum, or by the hour or the day. */
export function summariesOf(account: Account, meter: Meter, params: Params): List<Resource> {
  const customer = requiredText(params, 'customer');
  const start = minuteIn(params, 'start_time');
  const end = minuteIn(params, 'end_time');
  const step = windows[text(params, 'value_grouping_window') ?? ''] ?? end - start;
  const events = account.state.meterEvents.filter(
    (event) =>
      event.event_name === meter.event_name && event.payload[meter.customer_mapping.event_payload_key] === customer,
  );
  const summaries: Resource[] = [];
  for (let from = start; from < end; from += step) {
    const to = Math.min(from + step, end);
    const within = events.filter((event) => event.timestamp >= from && event.timestamp < to);
    if (within.length > 0) summaries.push(summaryOf(meter, within, from, to));
  }
  return page(summaries, params, `/v1/billing/meters/${meter.id}/event_summaries`);
}

function summaryOf(meter: Meter, events: MeterEvent[], start_time: number, end_time: number): Resource {
  const values = events.map((event) => Number(event.payload[meter.value_settings.event_payload_key]));
  const aggregated_value =
    meter.default_aggregation.formula === 'count'
      ? values.length
      : meter.default_aggregation.formula === 'last'
        ? Number(values.at(-1))
        : values.reduce((sum, value) => sum + value, 0);
  return {
    // The same for the same question, so that it can be paged through.
    id: `mtrusg_test_${meter.id.slice(-8)}${start_time}${end_time}`,
    object: 'billing.meter_event_summary',
    aggregated_value,
    end_time,
    livemode: false,
    meter: meter.id,
    start_time,
  };
}

function payloadIn(params: Params, meter: Meter): Record<string, string> {
  const payload = group(params, 'payload');
  const { event_payload_key: customerKey } = meter.customer_mapping;
  const { event_payload_key: valueKey } = meter.value_settings;
  if (!text(payload, customerKey)) throw missing(`payload[${customerKey}]`);
  if (meter.default_aggregation.formula !== 'count' && !Number.isFinite(Number(text(payload, valueKey) ?? 'none'))) {
    throw invalid(`payload[${valueKey}]`, 'It must be a number.');
  }
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]));
}

function minuteIn(params: Params, name: string): number {
  const moment = integer(params, name);
  if (moment === null) throw missing(name);
  if (moment % 60 !== 0) throw invalid(name, 'Timestamps must be aligned with minute boundaries.');
  return moment;
}
