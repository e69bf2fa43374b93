import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A database behind a wire that can be frozen (nothing moves, nothing closes) or cut. */
export interface Wire {
  /** The database's URL through the wire. */
  url: string;
  /** What is said from now on arrives after `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Ends every connection; new ones are accepted. */
  cut(): void;
  close(): Promise<void>;
}

/** Lays one in front of the Postgres at `databaseUrl`. */
export async function layWire(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl);
  const ends = new Set<Socket>();
  let frozen = false;
  const join = (from: Socket, to: Socket) => {
    ends.add(from);
    from
      .on('error', () => {})
      .on('close', () => {
        ends.delete(from);
        to.destroy();
      });
    from.on('data', (chunk) => to.write(chunk));
    if (frozen) from.pause();
  };
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    join(near, far);
    join(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const setFrozen = (on: boolean) => {
    frozen = on;
    for (const end of ends)
      if (on) end.pause();
      else end.resume();
  };
  const cut = () => ends.forEach((end) => end.destroy());
  return {
    url: url.href,
    freeze: () => setFrozen(true),
    thaw: () => setFrozen(false),
    cut,
    close() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
