import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Drain, ErrorReports, logEvent, NotFound, requestSpan, type AppError } from '@app/platform';
import { AllowedOrigins } from '../origin/allowed-origins.js';
import { Overload } from '../overload/overload.js';
import { ShuttingDown } from '../security.errors.js';
import { websocketsOpened } from '../security.metrics.js';
import { refuseUpgrade } from '../server/refusal.js';
import { checkHandshake, checkSocketOrigin } from './handshake.js';
import { RefusedHandshakes } from './refused-handshakes.js';
import type { UpgradeRoute } from './upgrade-route.js';

/** The one way to a WebSocket: path, drain, load, origin, actor and limits are checked before the 101. */
@Injectable()
export class UpgradeRouter implements OnApplicationBootstrap {
  private readonly routes = new Map<string, UpgradeRoute<unknown>>();

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly origins: AllowedOrigins,
    private readonly drain: Drain,
    private readonly reports: ErrorReports,
    private readonly refused: RefusedHandshakes,
    private readonly overload: Overload,
  ) {}

  /** Gives the handshakes on a path to a library. */
  route<T>(path: string, route: UpgradeRoute<T>): void {
    if (this.routes.has(path)) throw new Error(`The socket path ${path} is taken`);
    this.routes.set(path, route as UpgradeRoute<unknown>);
  }

  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.on(
      'upgrade',
      (request: IncomingMessage, socket: Duplex, head: Buffer) =>
        void requestSpan(request).run(() => this.open(request, socket, head)),
    );
  }

  private async open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // An error that nobody listens to would end the process.
    socket.on('error', destroy);
    const span = requestSpan(request);
    try {
      const { route, admitted } = await this.admit(request);
      if (socket.destroyed) return;
      span.set({ 'http.response.status_code': 101 });
      route.accept(request, socket, head, admitted);
      websocketsOpened.inc({ outcome: 'accepted' });
    } catch (thrown) {
      const error = this.reports.report(await this.refused.count(request, thrown), 'websocket');
      websocketsOpened.inc({ outcome: outcomeOf(error) });
      logEvent('websocket.refused', { 'error.type': error.code });
      refuseUpgrade(socket, request, error);
    } finally {
      span.end();
    }
  }

  private async admit(request: IncomingMessage) {
    const path = (request.url ?? '').split('?')[0]!;
    const route = this.routes.get(path);
    if (!route) throw new NotFound();
    const span = requestSpan(request);
    span.rename(`GET ${path}`);
    span.set({ 'http.route': path });
    if (this.drain.isDraining()) throw new ShuttingDown();
    this.overload.check('websocket');
    checkHandshake(request);
    await this.refused.check(request);
    checkSocketOrigin(request, this.origins);
    const admitted = await route.authenticate(request);
    await route.limit?.(admitted, request);
    return { route, admitted };
  }
}

// One function for all of them: a closure each would live as long as its socket.
function destroy(this: Duplex): void {
  this.destroy();
}

function outcomeOf({ kind, code }: AppError) {
  if (code === 'bad_origin') return 'bad_origin';
  if (kind === 'unauthenticated') return 'unauthorized';
  return kind === 'too_many' ? 'limit' : 'error';
}
