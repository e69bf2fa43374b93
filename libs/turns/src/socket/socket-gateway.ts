import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ActorResolver, type ResolvedActor } from '@app/auth';
import { Entitlements } from '@app/billing';
import { requestIdOf } from '@app/platform';
import { MAX_FRAME_BYTES, type Feature } from '@app/protocol';
import { SECURITY_HEADERS, UpgradeRouter, type UpgradeRoute } from '@app/security';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type ServerOptions } from 'ws';
import { SocketHost } from './socket-host.js';
import { SocketPlaces } from './socket-places.js';

interface Admitted extends ResolvedActor {
  plan: string;
  features: Feature[];
}

/** Into so many pieces a message may be cut, by frames or by the network: each costs memory until the last has come. */
const MOST_PIECES = 1024;
// Its types do not know `closeTimeout`: how long a goodbye may stay without an answer.
const OPTIONS: ServerOptions & { closeTimeout: number } = {
  noServer: true,
  maxPayload: MAX_FRAME_BYTES,
  maxFragments: MOST_PIECES,
  maxBufferedChunks: MOST_PIECES,
  closeTimeout: 5000,
  perMessageDeflate: false,
  clientTracking: false,
};

/** The handshakes of `/ws`: who may open a socket, and how many, is decided before the 101. */
@Injectable()
export class SocketGateway implements UpgradeRoute<Admitted>, OnModuleInit {
  private readonly server = new WebSocketServer(OPTIONS);
  private readonly cookies = new WeakMap<IncomingMessage, string>();

  constructor(
    private readonly upgrades: UpgradeRouter,
    private readonly actors: ActorResolver,
    private readonly entitlements: Entitlements,
    private readonly places: SocketPlaces,
    private readonly host: SocketHost,
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

  async authenticate(request: IncomingMessage): Promise<Admitted> {
    const resolved = await this.actors.resolve(request.headers);
    const { plan, features } = await this.entitlements.of(resolved.actor.id);
    return { ...resolved, plan, features };
  }

  limit({ actor }: Admitted, request: IncomingMessage): void {
    this.places.take(actor.id, request);
  }

  accept(request: IncomingMessage, connection: Duplex, head: Buffer, admitted: Admitted): void {
    if (admitted.setCookie) this.cookies.set(request, admitted.setCookie);
    const requestId = requestIdOf(request);
    this.server.handleUpgrade(request, connection, head, (ws) => this.host.welcome(ws, requestId, admitted));
  }
}
