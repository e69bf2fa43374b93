import { jest } from '@jest/globals';
import { Heartbeat, HEARTBEAT_MS } from './heartbeat.js';
import type { OpenSockets } from './open-sockets.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function beating(isBehind = false) {
  const socket = { missedPongs: 0, isBehind, ping: jest.fn(), terminate: jest.fn() };
  const heartbeat = new Heartbeat([socket] as unknown as OpenSockets);
  heartbeat.onModuleInit();
  return { socket, heartbeat };
}

it('a socket is pinged every 30 seconds and lives as long as it answers', () => {
  const { socket } = beating();
  socket.ping.mockImplementation(() => (socket.missedPongs = 0));
  jest.advanceTimersByTime(10 * HEARTBEAT_MS);
  expect(socket.ping).toHaveBeenCalledTimes(10);
  expect(socket.terminate).not.toHaveBeenCalled();
});

it('two missed answers are the end', () => {
  const { socket } = beating();
  jest.advanceTimersByTime(2 * HEARTBEAT_MS);
  expect(socket.terminate).not.toHaveBeenCalled();
  jest.advanceTimersByTime(HEARTBEAT_MS);
  expect(socket.terminate).toHaveBeenCalledWith('heartbeat_timeout');
});

it('a socket that is behind was too slow a reader', () => {
  const { socket } = beating(true);
  jest.advanceTimersByTime(3 * HEARTBEAT_MS);
  expect(socket.terminate).toHaveBeenCalledWith('slow_reader');
});

it('the last beat is when the program stops', () => {
  const { socket, heartbeat } = beating();
  heartbeat.onModuleDestroy();
  jest.advanceTimersByTime(10 * HEARTBEAT_MS);
  expect(socket.ping).not.toHaveBeenCalled();
});
