import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * The connections that keep us waiting: for a request, for the rest of one, or for the next one. There may be only so
 * many; one more, and the one that has waited longest must go. So those who open connections and say nothing, however
 * many they are, push out each other and never somebody who has something to say.
 */
export class WaitingConnections {
  // Of a Set, the first entry is the oldest.
  private readonly sockets = new Set<Socket>();
  // One function for all connections, and one for all answers: a closure each would weigh on every request.
  private readonly forget: (this: Socket) => void;
  private readonly waitForNext: (this: ServerResponse) => void;

  constructor(private readonly most: number) {
    const { sockets } = this;
    const add = (socket: Socket) => this.add(socket);
    this.forget = function () {
      sockets.delete(this);
    };
    this.waitForNext = function () {
      add(this.req.socket);
    };
  }

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.add(socket);
      socket.on('close', this.forget);
    });
  }

  /** To be called with every request whose headers are here. */
  heard(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    // An answer may be ready before the body is here: then it is the next request that is waited for.
    if (hasBody(request)) request.once('end', () => response.writableFinished || this.sockets.delete(socket));
    else this.sockets.delete(socket);
    response.on('close', this.waitForNext);
  }

  /** To be called when a connection becomes something else than one of HTTP. */
  release(socket: Socket): void {
    this.sockets.delete(socket);
    socket.off('close', this.forget);
  }

  private add(socket: Socket): void {
    if (socket.destroyed) return;
    this.sockets.add(socket);
    if (this.sockets.size <= this.most) return;
    const [oldest] = this.sockets;
    this.sockets.delete(oldest!);
    oldest!.destroy();
  }
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
