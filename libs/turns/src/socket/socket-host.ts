import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Actor } from '@app/auth';
import { logEvent } from '@app/platform';
import { CLOSE, type Feature } from '@app/protocol';
import type { WebSocket } from 'ws';
import { disconnects } from '../turns.metrics.js';
import { FrameDispatcher } from './frame-dispatcher.js';
import { inOrder } from './frame-queue.js';
import { OpenSockets } from './open-sockets.js';
import { UserSocket } from './user-socket.js';

/** Nobody needs to know that we are here more often than this between two of our own pings. `ws` cuts off at 60 itself. */
const MOST_PINGS = 50;

interface Guest {
  actor: Actor;
  plan: string;
  features: Feature[];
}

/** The life of an open socket: what comes in goes to the dispatcher, and why it ended is counted. */
@Injectable()
export class SocketHost implements OnModuleDestroy {
  constructor(
    private readonly sockets: OpenSockets,
    private readonly frames: FrameDispatcher,
  ) {}

  onModuleDestroy(): void {
    for (const socket of this.sockets) socket.terminate('server_shutdown');
  }

  welcome(ws: WebSocket, requestId: string, { actor, plan, features }: Guest): void {
    const socket = new UserSocket(ws, actor, requestId);
    socket.plan = { plan, features };
    this.sockets.add(socket);
    inOrder(ws, {
      receive: (data, isBinary) => this.frames.dispatch(socket, data, isBinary),
      flooded: () => socket.close(CLOSE.policy, 'policy'),
      failed: (error) => this.frames.failed(error),
    });
    ws.on('ping', () => {
      socket.pings += 1;
      if (socket.pings >= MOST_PINGS) socket.close(CLOSE.policy, 'policy');
    });
    ws.on('pong', () => (socket.missedPongs = 0));
    ws.on('error', (error) => socket.failed(error));
    ws.on('close', (code) => {
      this.sockets.remove(socket);
      const reason = socket.reasonFor(code);
      disconnects.inc({ reason });
      socket.inSpan(() => logEvent('websocket.closed', { reason, close_code: code, ...socket.summary() }));
    });
    socket.send({ type: 'ready', plan, features });
  }
}
