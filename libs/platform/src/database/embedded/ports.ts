import { createServer } from 'node:net';

// Above this the system hands out ports to outgoing connections, so a free one may be taken a moment later.
const endOfOwnPorts = 32_768;

/** The ports to try: the wanted one alone; else the one of last time, then the free ones from `first` upwards. */
export async function* candidatePorts(
  wanted: number | undefined,
  last: number | undefined,
  first = 5440,
): AsyncGenerator<number> {
  if (wanted !== undefined) return void (yield wanted);
  if (last !== undefined && (await isFree(last))) yield last;
  for (let port = first; port < endOfOwnPorts; port++) if (port !== last && (await isFree(port))) yield port;
}

/** Whether nobody listens on this loopback port. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
