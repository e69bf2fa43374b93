import type { Actor } from '@app/auth';
import { WebSocket } from 'ws';
import { UserSocket } from './user-socket.js';

class FakeWebSocket {
  readyState: number = WebSocket.OPEN;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  closedWith?: number;
  send = (data: string) => void this.sent.push(data);
  close = (code: number) => void (this.closedWith = code);
  terminate = () => void (this.readyState = WebSocket.CLOSED);
}

function open() {
  const ws = new FakeWebSocket();
  return { ws, socket: new UserSocket(ws as unknown as WebSocket, {} as Actor, 'request-1') };
}

const MEBIBYTE = 1024 * 1024;

describe('a reader', () => {
  it('up to four MiB behind still gets frames', () => {
    const { ws, socket } = open();
    ws.bufferedAmount = 4 * MEBIBYTE;
    socket.send({ type: 'draining' });
    expect(ws.sent).toEqual(['{"type":"draining"}']);
    expect(ws.closedWith).toBeUndefined();
  });

  it('more than four MiB behind is told to come back later', () => {
    const { ws, socket } = open();
    ws.bufferedAmount = 4 * MEBIBYTE + 1;
    socket.send({ type: 'draining' });
    expect(ws.sent).toEqual([]);
    expect(ws.closedWith).toBe(1013);
    expect(socket.reasonFor(1006)).toBe('slow_reader');
  });

  it('more than one MiB behind keeps its writer waiting until it has caught up', async () => {
    const { ws, socket } = open();
    ws.bufferedAmount = MEBIBYTE + 1;
    let through = false;
    const waiting = socket.caughtUp().then(() => (through = true));
    await Promise.resolve();
    expect(through).toBe(false);
    ws.bufferedAmount = MEBIBYTE;
    await waiting;
  });

  it('that has gone keeps nobody waiting', async () => {
    const { ws, socket } = open();
    ws.bufferedAmount = 2 * MEBIBYTE;
    ws.readyState = WebSocket.CLOSED;
    await socket.caughtUp();
  });
});

describe('why a socket ended', () => {
  it.each([
    [1000, 'normal'],
    [1005, 'normal'],
    [1001, 'going_away'],
    [1006, 'abnormal'],
  ])('%i from the other side is %s', (code, reason) => {
    expect(open().socket.reasonFor(code)).toBe(reason);
  });

  it.each([
    ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'too_big'],
    ['WS_ERR_INVALID_UTF8', 'policy'],
    ['ECONNRESET', 'abnormal'],
  ])('%s is %s', (code, reason) => {
    const { socket } = open();
    socket.failed(Object.assign(new Error(), { code }));
    expect(socket.reasonFor(1006)).toBe(reason);
  });

  it('is what we closed it for, whatever code came back', () => {
    const { socket } = open();
    socket.close(1012, 'server_shutdown');
    expect(socket.reasonFor(1005)).toBe('server_shutdown');
  });
});

it('a plan is told once', () => {
  const { ws, socket } = open();
  socket.plan = { plan: 'free', features: ['turns'] };
  socket.tellPlan({ plan: 'free', features: ['turns'] });
  expect(ws.sent).toEqual([]);
  for (let n = 0; n < 2; n += 1) socket.tellPlan({ plan: 'pro', features: ['turns', 'long_turns'] });
  expect(ws.sent).toEqual(['{"type":"plan","plan":"pro","features":["turns","long_turns"]}']);
});
