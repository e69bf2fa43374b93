import { isWebhookFault, requestFaults, UnknownFault, webhookFaults, type FaultOrder } from './fault.js';

const kinds: readonly string[] = [...requestFaults, ...webhookFaults];
const texts = ['path', 'method', 'event', 'when'] as const;
const largest = { count: 1_000_000, delay_ms: 600_000, status: 599, retry_after: 3600, copies: 20 } as const;

/** Reads an order as it came in, as JSON or as a form; anything unusable is an `UnknownFault` that says what. */
export function orderIn(body: string, isJson: boolean): FaultOrder {
  const { kind, ...given } = fieldsIn(body, isJson);
  if (typeof kind !== 'string' || !kinds.includes(kind)) {
    throw new UnknownFault(`kind must be one of ${kinds.join(', ')}.`);
  }
  const order: Record<string, string | number> = { kind };
  for (const [name, value] of Object.entries(given)) {
    if (value === '' || value === null) continue;
    order[name] = isText(name) ? String(value) : numberIn(name, value);
  }
  const checked = order as unknown as FaultOrder;
  if (checked.when !== undefined && !['before', 'after'].includes(checked.when)) {
    throw new UnknownFault('when must be before or after.');
  }
  const foreign = isWebhookFault(checked.kind) ? checked.path : checked.event;
  if (foreign !== undefined) throw new UnknownFault('path is for faults of calls, event is for faults of webhooks.');
  return checked;
}

function fieldsIn(body: string, isJson: boolean): Record<string, unknown> {
  if (!isJson) return Object.fromEntries(new URLSearchParams(body));
  try {
    const fields: unknown = JSON.parse(body);
    if (fields && typeof fields === 'object' && !Array.isArray(fields)) return fields as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new UnknownFault('The body must be a JSON object or a form.');
}

function isText(name: string): boolean {
  return (texts as readonly string[]).includes(name);
}

function numberIn(name: string, value: unknown): number {
  if (!(name in largest)) throw new UnknownFault(`There is no field called ${name}.`);
  const most = largest[name as keyof typeof largest];
  const least = name === 'status' ? 200 : name === 'count' || name === 'copies' ? 1 : 0;
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UnknownFault(`${name} must be a whole number from ${least} to ${most}.`);
}
