import type { RawData, WebSocket } from 'ws';

/** More than this wait for their handler: then we stop reading, and the sender's own buffers fill instead of ours. */
const MOST_WAITING = 16;
/** What was read already is handed over still, 64 KiB at most. Frames so tiny that they are this many are a flood. */
const MOST_IN_HAND = 1024;

export interface FrameReceiver {
  receive: (data: Buffer, isBinary: boolean) => Promise<void>;
  /** Nobody needs to send so much at once; whatever waits is dropped. */
  flooded: () => void;
  /** Hears what `receive` threw. The next frames are received all the same. */
  failed: (error: unknown) => void;
}

/** Hands the frames of one socket over one at a time, in the order they came. */
export function inOrder(ws: WebSocket, { receive, flooded, failed }: FrameReceiver): void {
  const waiting: [data: Buffer, isBinary: boolean][] = [];
  let isWorking = false;

  async function work(): Promise<void> {
    isWorking = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      // Not before there is room: every resume may bring hundreds.
      if (ws.isPaused && waiting.length < MOST_WAITING) ws.resume();
      try {
        await receive(...next);
      } catch (error) {
        failed(error);
      }
    }
    isWorking = false;
  }

  ws.on('message', (data: RawData, isBinary) => {
    waiting.push([data as Buffer, isBinary]);
    if (waiting.length >= MOST_WAITING) ws.pause();
    if (waiting.length > MOST_IN_HAND) {
      waiting.length = 0;
      flooded();
    }
    if (!isWorking) void work();
  });
}
