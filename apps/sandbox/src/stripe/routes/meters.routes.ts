import type { Api } from '../api/api.js';
import { having, page } from '../api/pagination.js';
import { group, requiredText, text } from '../api/params.js';
import { invalid, noSuch } from '../api/stripe.errors.js';
import { newMeter } from '../resources/meter.js';
import { recordMeterEvent, summariesOf } from './meter-events.js';

/** /v1/billing/meters and /v1/billing/meter_events */
export function meterRoutes(api: Api): void {
  const { account } = api;
  const { state, events, clock } = account;
  const url = '/v1/billing/meters';

  api.post(url, ({ params }) => {
    const eventName = requiredText(params, 'event_name');
    const formula = requiredText(group(params, 'default_aggregation'), 'formula');
    if (!['sum', 'count', 'last'].includes(formula)) throw invalid('default_aggregation[formula]', 'Unknown formula.');
    if (Object.values(state.meters).some((meter) => meter.event_name === eventName && meter.status === 'active')) {
      throw invalid('event_name', `An active meter already exists with event name '${eventName}'.`);
    }
    const meter = newMeter(
      {
        displayName: requiredText(params, 'display_name'),
        eventName,
        formula,
        customerKey: text(group(params, 'customer_mapping'), 'event_payload_key') ?? 'stripe_customer_id',
        valueKey: text(group(params, 'value_settings'), 'event_payload_key') ?? 'value',
      },
      clock.now(),
    );
    state.meters[meter.id] = meter;
    events.record('billing.meter.created', meter);
    return meter;
  });

  const getMeter = (id: string) => {
    const meter = state.meters[id];
    if (!meter) throw noSuch('billing.meter', id);
    return meter;
  };

  api.get(url, ({ params }) => ({ ...page(Object.values(state.meters), params, url, having(params, 'status')) }));
  api.get(`${url}/:id`, ({ id }) => getMeter(id));

  api.post(`${url}/:id`, ({ id, params }) => {
    account.change('billing.meter.updated', getMeter(id), (meter) => {
      meter.display_name = text(params, 'display_name') ?? meter.display_name;
      meter.updated = clock.now();
    });
    return getMeter(id);
  });

  for (const [verb, status] of [
    ['deactivate', 'inactive'],
    ['reactivate', 'active'],
  ] as const) {
    api.post(`${url}/:id/${verb}`, ({ id }) => {
      account.change(`billing.meter.${verb}d`, getMeter(id), (meter) => {
        meter.status = status;
        meter.updated = clock.now();
        meter.status_transitions.deactivated_at = status === 'inactive' ? clock.now() : null;
      });
      return getMeter(id);
    });
  }

  api.get(`${url}/:id/event_summaries`, ({ id, params }) => ({ ...summariesOf(account, getMeter(id), params) }));
  api.post('/v1/billing/meter_events', ({ params }) => recordMeterEvent(account, params));
}
