import type { Server as HttpServer } from 'node:http';
import type { Server } from 'node:net';

// Above this the kernel hands out ports for outgoing connections, which may take ours at any moment.
const highestPort = 32767;

/** Calls `start` with `first`, then with each higher port, until one is free. Any failure but "in use" is final. */
export async function onFirstFreePort<T>(first: number, start: (port: number) => Promise<T>): Promise<T> {
  for (let port = first; port <= highestPort; port++) {
    try {
      return await start(port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error(`No free port from ${first} to ${highestPort}.`);
}

/** Makes `server` listen on loopback at the first free port from `first` upward, and says which one it was. */
export function listenOnLoopback(server: Server, first: number): Promise<number> {
  return onFirstFreePort(
    first,
    (port) =>
      new Promise<number>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          resolve(port);
        });
      }),
  );
}

/** Stops a server at once: open connections are cut, since a stand-in owes nobody a long goodbye. */
export function closeServer(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
