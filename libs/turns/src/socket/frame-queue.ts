import type { RawData, WebSocket } from 'ws';

/** More than this wait for their handler: then we stop reading, and the sender's own buffers fill instead of ours. */
const MOST_WAITING = 16;

/** Hands the frames of one socket over one at a time, in the order they came. */
export function inOrder(ws: WebSocket, receive: (data: Buffer, isBinary: boolean) => Promise<void>): void {
  let waiting = 0;
  let last = Promise.resolve();
  ws.on('message', (data: RawData, isBinary) => {
    waiting += 1;
    if (waiting >= MOST_WAITING) ws.pause();
    last = last
      .then(() => receive(data as Buffer, isBinary))
      .finally(() => {
        waiting -= 1;
        if (ws.isPaused) ws.resume();
      });
  });
}
