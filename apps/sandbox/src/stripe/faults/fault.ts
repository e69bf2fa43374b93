/** What can go wrong with a call, and what can go wrong with a webhook. */
export const requestFaults = ['latency', 'hang', 'error', 'rate_limit', 'reset', 'html', 'not_found'] as const;
export const webhookFaults = ['duplicate', 'delay', 'shuffle', 'drop'] as const;
export type RequestFaultKind = (typeof requestFaults)[number];
export type WebhookFaultKind = (typeof webhookFaults)[number];

/** A fault as somebody asks for it; every field but `kind` has a default. */
export interface FaultOrder {
  kind: RequestFaultKind | WebhookFaultKind;
  /** Which calls, as a pattern over the path with `*` for anything; `/v1/*` unless told. */
  path?: string;
  /** Only calls with this method. */
  method?: string;
  /** Which webhooks, as a pattern over the event's type; all of them unless told. */
  event?: string;
  /** How many calls or webhooks it hits; without it, all until it is cleared. */
  count?: number;
  /** Before the call takes effect, or after it: then the effect stays and only the answer is lost. */
  when?: 'before' | 'after';
  /** How long `latency` and `delay` last, and within what time `shuffle` scatters. */
  delay_ms?: number;
  /** The status of `error` (500) and `html` (200). */
  status?: number;
  /** Seconds in the `Retry-After` of `rate_limit`; without it there is no such header. */
  retry_after?: number;
  /** How often `duplicate` delivers, the first time included (2). */
  copies?: number;
}

/** A fault that is set, and how often it has struck. */
export interface Fault {
  id: string;
  kind: FaultOrder['kind'];
  pattern: string;
  method: string | null;
  remaining: number | null;
  hits: number;
  when: 'before' | 'after';
  delay_ms: number;
  status: number;
  retry_after: number | null;
  copies: number;
}

/** Somebody asked for a fault that makes no sense. */
export class UnknownFault extends Error {}

const defaultDelayMs = { latency: 1000, delay: 1000, shuffle: 500 } as Partial<Record<FaultOrder['kind'], number>>;

/** The fault that an order describes. */
export function newFault(id: string, order: FaultOrder): Fault {
  return {
    id,
    kind: order.kind,
    pattern: isWebhookFault(order.kind) ? (order.event ?? '*') : (order.path ?? '/v1/*'),
    method: order.method?.toUpperCase() ?? null,
    remaining: order.count ?? null,
    hits: 0,
    when: order.when ?? 'before',
    delay_ms: order.delay_ms ?? defaultDelayMs[order.kind] ?? 0,
    status: order.status ?? (order.kind === 'html' ? 200 : 500),
    retry_after: order.retry_after ?? null,
    copies: order.copies ?? 2,
  };
}

/** Whether a fault of this kind strikes webhooks; else it strikes calls. */
export function isWebhookFault(kind: FaultOrder['kind']): kind is WebhookFaultKind {
  return (webhookFaults as readonly string[]).includes(kind);
}
