import { counter, gauge, histogram } from '@app/metrics';

export const DISCONNECT_REASONS = [
  'normal',
  'going_away',
  'server_shutdown',
  'policy',
  'too_big',
  'heartbeat_timeout',
  'abnormal',
  'slow_reader',
  'internal_error',
] as const;
export type DisconnectReason = (typeof DISCONNECT_REASONS)[number];

export const TURN_OUTCOMES = ['completed', 'cancelled', 'quota', 'timeout', 'llm_error', 'error'] as const;
export type TurnOutcome = (typeof TURN_OUTCOMES)[number];

export const connections = gauge({
  name: 'turnpike_websocket_connections',
  help: 'Open WebSockets',
});

export const bufferedBytes = gauge({
  name: 'turnpike_websocket_buffered_bytes',
  help: 'Bytes that wait for slow readers',
});

export const disconnects = counter({
  name: 'turnpike_websocket_disconnects_total',
  help: 'Ended WebSockets by reason; a drop is heartbeat_timeout, abnormal, slow_reader or internal_error',
  labels: { reason: DISCONNECT_REASONS },
});

export const messages = counter({
  name: 'turnpike_websocket_messages_total',
  help: 'Frames received and sent, by type',
  labels: {
    direction: ['in', 'out'],
    type: ['turn', 'cancel', 'ready', 'delta', 'done', 'error', 'plan', 'draining', 'other'],
  },
});

export const turnDuration = histogram({
  name: 'turnpike_turn_duration_seconds',
  help: 'From the message to the end of its answer, by how the turn ended',
  labels: { outcome: TURN_OUTCOMES },
  buckets: [0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300],
});

export const timeToFirstToken = histogram({
  name: 'turnpike_turn_time_to_first_token_seconds',
  help: 'From the message to the first piece of its answer',
  buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30],
});

export const turnsInProgress = gauge({
  name: 'turnpike_turns_in_progress',
  help: 'Turns that are being answered',
});
