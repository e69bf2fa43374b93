import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** What a library does with WebSocket handshakes on its path. */
export interface UpgradeRoute<T> {
  /** Who is calling. A thrown `AppError` becomes the answer: 401, 403, 503. */
  authenticate(request: IncomingMessage): Promise<T>;
  /** Whether there is room for one more; throws when there is not. */
  limit?(admitted: T, request: IncomingMessage): void | Promise<void>;
  /** Completes the handshake. From here on the socket is the library's. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, admitted: T): void;
}
