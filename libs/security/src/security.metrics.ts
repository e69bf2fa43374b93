import { counter, gauge, OPEN } from '@app/metrics';

export const websocketsOpened = counter({
  name: 'turnpike_websocket_connections_opened_total',
  help: 'WebSocket handshakes, by how they ended.',
  labels: { outcome: ['accepted', 'unauthorized', 'bad_origin', 'limit', 'error'] },
});

export const rateLimited = counter({
  name: 'turnpike_rate_limited_total',
  help: 'Requests refused by a rate limit.',
  labels: { scope: OPEN },
});

export const rateLimitStoreUp = gauge({
  name: 'turnpike_rate_limit_store_up',
  help: 'Whether the store in which instances count together answers; while it is 0, each limits for itself.',
  labels: { store: OPEN },
});

export const shedding = gauge({
  name: 'turnpike_shedding',
  help: '1 while new requests and sockets are refused because the event loop is too late, else 0.',
});

export const shed = counter({
  name: 'turnpike_shed_total',
  help: 'Requests and handshakes refused because the event loop is too late.',
  labels: { scope: ['http', 'websocket'] },
});
