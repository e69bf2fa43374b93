import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ActorResolver, type ResolvedActor } from '@app/auth';
import { Entitlements } from '@app/billing';
import { requestIdOf } from '@app/platform';
import { MAX_FRAME_BYTES, type Feature } from '@app/protocol';
import { SECURITY_HEADERS, UpgradeRouter, type UpgradeRoute } from '@app/security';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { disconnects } from '../turns.metrics.js';
import { FrameDispatcher } from './frame-dispatcher.js';
import { inOrder } from './frame-queue.js';
import { OpenSockets } from './open-sockets.js';
import { UserSocket } from './user-socket.js';

interface Admitted extends ResolvedActor {
  plan: string;
  features: Feature[];
}

/** The sockets of `/ws`: who may open one is decided before the handshake, what they say goes to the dispatcher. */
@Injectable()
export class SocketGateway implements UpgradeRoute<Admitted>, OnModuleInit, OnModuleDestroy {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  });
  private readonly cookies = new WeakMap<IncomingMessage, string>();

  constructor(
    private readonly upgrades: UpgradeRouter,
    private readonly actors: ActorResolver,
    private readonly entitlements: Entitlements,
    private readonly sockets: OpenSockets,
    private readonly frames: FrameDispatcher,
  ) {}

  onModuleInit(): void {
    this.server.on('headers', (headers: string[], request: IncomingMessage) => {
      for (const [name, value] of SECURITY_HEADERS) headers.push(`${name}: ${value}`);
      headers.push(`X-Request-Id: ${requestIdOf(request)}`);
      const cookie = this.cookies.get(request);
      if (cookie) headers.push(`Set-Cookie: ${cookie}`);
    });
    this.upgrades.route('/ws', this);
  }

  onModuleDestroy(): void {
    for (const socket of this.sockets) socket.terminate('server_shutdown');
  }

  async authenticate(request: IncomingMessage): Promise<Admitted> {
    const resolved = await this.actors.resolve(request.headers);
    const { plan, features } = await this.entitlements.of(resolved.actor.id);
    return { ...resolved, plan, features };
  }

  limit({ actor }: Admitted, request: IncomingMessage): void {
    this.sockets.reserve(actor.id, request.socket);
  }

  accept(request: IncomingMessage, connection: Duplex, head: Buffer, admitted: Admitted): void {
    if (admitted.setCookie) this.cookies.set(request, admitted.setCookie);
    this.server.handleUpgrade(request, connection, head, (ws) => this.open(ws, request, admitted));
  }

  private open(ws: WebSocket, request: IncomingMessage, { actor, plan, features }: Admitted): void {
    const socket = new UserSocket(ws, actor, requestIdOf(request));
    socket.plan = { plan, features };
    this.sockets.add(socket);
    inOrder(ws, (data, isBinary) => this.frames.dispatch(socket, data, isBinary));
    ws.on('pong', () => (socket.missedPongs = 0));
    ws.on('error', (error) => socket.failed(error));
    ws.on('close', (code) => {
      this.sockets.remove(socket);
      disconnects.inc({ reason: socket.reasonFor(code) });
    });
    socket.send({ type: 'ready', plan, features });
  }
}
