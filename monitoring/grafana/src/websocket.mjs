import { dashboard, graph, number, of, rate } from './build.mjs';

const DROPS = 'reason=~"heartbeat_timeout|abnormal|slow_reader|internal_error"';
const disconnects = 'turnpike_websocket_disconnects_total';

const now = [
  number({
    title: 'Open',
    description: 'Open WebSockets.',
    unit: 'short',
    width: 6,
    queries: [[`sum(${of('turnpike_websocket_connections')})`, 'open']],
  }),
  number({
    title: 'Drops',
    description: 'Drops a minute. Alert: WebsocketDropsHigh.',
    unit: 'cpm',
    width: 6,
    decimals: 1,
    limit: 10,
    queries: [[`sum(${rate(disconnects, DROPS)}) * 60`, 'drops']],
  }),
  number({
    title: 'Opened',
    description: 'Accepted handshakes a minute.',
    unit: 'cpm',
    width: 6,
    decimals: 1,
    queries: [[`sum(${rate('turnpike_websocket_connections_opened_total', 'outcome="accepted"')}) * 60`, 'opened']],
  }),
  number({
    title: 'Waiting bytes',
    description: 'Bytes that wait for slow readers.',
    unit: 'bytes',
    width: 6,
    queries: [[`sum(${of('turnpike_websocket_buffered_bytes')})`, 'waiting']],
  }),
];

const sockets = [
  graph({
    title: 'Open',
    description: 'Open WebSockets by instance.',
    unit: 'short',
    stacked: true,
    queries: [[`sum by (instance) (${of('turnpike_websocket_connections')})`, '{{instance}}']],
  }),
  graph({
    title: 'Handshakes',
    description: 'A minute, by how they ended.',
    unit: 'cpm',
    stacked: true,
    queries: [[`sum by (outcome) (${rate('turnpike_websocket_connections_opened_total')}) * 60`, '{{outcome}}']],
  }),
  graph({
    title: 'Refused for want of time',
    description: 'Handshakes a minute that were refused because the event loop is too late. Alert: Shedding.',
    unit: 'cpm',
    queries: [[`sum by (instance) (${rate('turnpike_shed_total', 'scope="websocket"')}) * 60`, '{{instance}}']],
  }),
  graph({
    title: 'Drops',
    description: 'A minute, by reason: what should not happen. Alert: WebsocketDropsHigh, on the sum.',
    unit: 'cpm',
    stacked: true,
    limit: 10,
    queries: [[`sum by (reason) (${rate(disconnects, DROPS)}) * 60`, '{{reason}}']],
  }),
  graph({
    title: 'Share of drops',
    description: 'Drops a minute out of the open sockets. Alert: WebsocketMassDrops.',
    unit: 'percentunit',
    limit: 0.1,
    queries: [
      [`sum(${rate(disconnects, DROPS)}) * 60 / clamp_min(sum(${of('turnpike_websocket_connections')}), 1)`, 'drops'],
    ],
  }),
  graph({
    title: 'Orderly ends',
    description: 'A minute, by reason: people left, the server was restarted, a rule was broken.',
    unit: 'cpm',
    stacked: true,
    queries: [
      [
        `sum by (reason) (${rate(disconnects, 'reason!~"heartbeat_timeout|abnormal|slow_reader|internal_error"')}) * 60`,
        '{{reason}}',
      ],
    ],
  }),
];

const frames = [
  graph({
    title: 'Frames received',
    description: 'A second, by type.',
    unit: 'cps',
    width: 8,
    queries: [[`sum by (type) (${rate('turnpike_websocket_messages_total', 'direction="in"')})`, '{{type}}']],
  }),
  graph({
    title: 'Frames sent',
    description: 'A second, by type.',
    unit: 'cps',
    width: 8,
    queries: [[`sum by (type) (${rate('turnpike_websocket_messages_total', 'direction="out"')})`, '{{type}}']],
  }),
  graph({
    title: 'Waiting bytes',
    description: 'Bytes that wait for slow readers. Who reads too slowly is dropped.',
    unit: 'bytes',
    width: 8,
    queries: [[`sum by (instance) (${of('turnpike_websocket_buffered_bytes')})`, '{{instance}}']],
  }),
];

export default dashboard({
  uid: 'turnpike-websocket',
  title: 'WebSocket',
  description: 'Who is connected, why connections end, and what goes over them.',
  rows: [
    ['Now', now],
    ['Sockets', sockets],
    ['Frames', frames],
  ],
});
