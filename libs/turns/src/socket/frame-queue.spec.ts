import { eventually } from '@app/platform/testing';
import { jest } from '@jest/globals';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import { inOrder, type FrameReceiver } from './frame-queue.js';

const READ_BYTES = 64 * 1024;

let server: WebSocketServer;
let client: WebSocket;
beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
});
afterEach(async () => {
  for (const ws of [client, ...server.clients]) ws.terminate();
  await new Promise((closed) => server.close(closed));
});

/** A client whose frames are received like this. */
async function connect(receiver: Partial<FrameReceiver>): Promise<void> {
  const quiet = { receive: async () => undefined, flooded: () => undefined, failed: () => undefined };
  server.once('connection', (ws) => inOrder(ws, { ...quiet, ...receiver }));
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(client, 'open');
}

it('W2 a thousand frames at once are received in order, one at a time', async () => {
  const heard: number[] = [];
  let atOnce = 0;
  await connect({
    receive: async (data) => {
      expect((atOnce += 1)).toBe(1);
      await new Promise(setImmediate);
      heard.push(Number(data.toString()));
      atOnce -= 1;
    },
  });
  for (let n = 0; n < 1000; n += 1) client.send(String(n));
  await eventually(() => heard.length === 1000);
  expect(heard).toEqual(Array.from({ length: 1000 }, (_, n) => n));
});

it('W2 while 16 wait nothing more is read, however many were handled in between', async () => {
  const bytes = 16 * 1024;
  const inOneRead = READ_BYTES / bytes;
  let arrived = 0;
  let handled = 0;
  let mostWaiting = 0;
  await connect({
    receive: async () => {
      await wait(1);
      handled += 1;
      mostWaiting = Math.max(mostWaiting, arrived - handled);
    },
  });
  for (const ws of server.clients) ws.on('message', () => (arrived += 1));
  for (let n = 0; n < 1000; n += 1) client.send('x'.repeat(bytes));
  await eventually(() => handled === 1000);
  expect(mostWaiting).toBeGreaterThanOrEqual(16);
  expect(mostWaiting).toBeLessThanOrEqual(16 + inOneRead);
});

it('a receiver that throws, at once or later, does not silence the socket', async () => {
  const heard: string[] = [];
  const failed = jest.fn();
  await connect({
    failed,
    receive: (data) => {
      heard.push(data.toString());
      if (heard.length === 1) throw new Error('at once');
      return heard.length === 2 ? Promise.reject(new Error('later')) : Promise.resolve();
    },
  });
  for (const text of ['a', 'b', 'c']) client.send(text);
  await eventually(() => heard.length === 3);
  expect(failed.mock.calls.map(([error]) => (error as Error).message)).toEqual(['at once', 'later']);
});

it('frames so tiny that a thousand come in one read are a flood, and are dropped', async () => {
  const flooded = jest.fn();
  let heard = 0;
  await connect({ flooded, receive: () => new Promise<void>(() => (heard += 1)) });
  for (let n = 0; n < 20_000; n += 1) client.send('');
  await eventually(() => flooded.mock.calls.length > 0);
  expect(heard).toBe(1);
});
