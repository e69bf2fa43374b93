import { connect, type Socket } from 'node:net';

const GOODBYE = 0x88;

/** A frame as it goes over the wire, masked as a client's must be. `first` is its first byte: final, reserved bits, kind. */
export function frameBytes(first: number, payload: string | Uint8Array = '', { masked = true } = {}): Buffer {
  const content = Buffer.from(payload);
  const mask = masked ? Buffer.from([1, 2, 3, 4]) : Buffer.alloc(0);
  const bit = masked ? 0x80 : 0;
  const size = content.length;
  const length =
    size < 126
      ? Buffer.from([bit | size])
      : size < 65_536
        ? Buffer.from([bit | 126, size >> 8, size & 255])
        : Buffer.from([bit | 127, 0, 0, 0, 0, (size >> 24) & 255, (size >> 16) & 255, (size >> 8) & 255, size & 255]);
  const hidden = masked ? content.map((byte, at) => byte ^ mask[at % 4]!) : content;
  return Buffer.concat([Buffer.from([first]), length, mask, hidden]);
}

/** A client of `/ws` that says what no client's library would. */
export class RawWebSocket {
  /** The answer to the handshake, status line and headers. */
  head = '';
  /** Resolves, when the server ends the connection, with the code of its goodbye, or null without one. */
  readonly closed: Promise<number | null>;
  private heard: Buffer = Buffer.alloc(0);
  private ready = Promise.withResolvers<void>();

  private constructor(private readonly socket: Socket) {
    this.closed = new Promise((resolve) => socket.once('close', () => resolve(this.goodbye())));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => this.note(chunk));
    socket.once('close', () => this.ready.resolve());
  }

  /** Resolves when the handshake is answered. */
  static async open(port: number, headers: Record<string, string>): Promise<RawWebSocket> {
    const client = new RawWebSocket(connect(port, '127.0.0.1'));
    const lines = Object.entries({
      Host: 'localhost',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    client.socket.write(`GET /ws HTTP/1.1\r\n${lines.join('')}\r\n`);
    await client.ready.promise;
    return client;
  }

  send(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Ends the connection without a word. */
  vanish(): void {
    this.socket.resetAndDestroy();
  }

  private note(chunk: Buffer): void {
    this.heard = Buffer.concat([this.heard, chunk]);
    const end = this.heard.indexOf('\r\n\r\n');
    if (this.head === '' && end > 0) {
      this.head = this.heard.toString('latin1', 0, end);
      this.heard = this.heard.subarray(end + 4);
      this.ready.resolve();
    }
    if (this.goodbye() !== null) this.socket.end();
  }

  /** Walks over the server's frames, which are never masked, to the one that says goodbye. */
  private goodbye(): number | null {
    if (this.head === '') return null;
    for (let at = 0; at + 2 <= this.heard.length;) {
      const [first, short] = [this.heard[at]!, this.heard[at + 1]!];
      const size =
        short < 126
          ? short
          : short === 126
            ? this.heard.readUInt16BE(at + 2)
            : Number(this.heard.readBigUInt64BE(at + 2));
      const start = at + 2 + (short < 126 ? 0 : short === 126 ? 2 : 8);
      if (first === GOODBYE && this.heard.length >= start + size)
        return size >= 2 ? this.heard.readUInt16BE(start) : 1005;
      at = start + size;
    }
    return null;
  }
}
