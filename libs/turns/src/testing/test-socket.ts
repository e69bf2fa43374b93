import type { ServerFrame } from '@app/protocol';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { FrameCheck } from './frame-check.js';

/** The product's frame of that type, or one of a team's own. */
type FrameOf<T extends string> = T extends ServerFrame['type']
  ? Extract<ServerFrame, { type: T }>
  : { type: T; [field: string]: unknown };

const check = new FrameCheck();

/**
 * A client of `/ws` that remembers every frame and lets a test wait for one. A frame that the protocol does not know, and that
 * no test waits for as one of a team's own, fails the test in which it arrives.
 */
export class TestSocket {
  readonly frames: ServerFrame[] = [];
  /** Resolves with the code that the socket was closed with. */
  readonly closed: Promise<number>;
  readonly handshake: Promise<IncomingMessage>;
  private arrived = Promise.withResolvers<void>();
  private readonly ws: WebSocket;

  private constructor(url: string, headers: Record<string, string>) {
    this.ws = new WebSocket(url, { headers });
    this.handshake = new Promise((resolve) => this.ws.once('upgrade', resolve));
    this.closed = new Promise((resolve) => this.ws.once('close', resolve));
    this.ws.on('error', () => undefined);
    this.ws.on('message', (data: Buffer) => this.note(JSON.parse(data.toString()) as ServerFrame));
    void this.closed.then(() => this.arrived.resolve());
  }

  /** Opens a socket and waits for its first frame. */
  static async open(url: string, headers: Record<string, string>): Promise<TestSocket> {
    const socket = new TestSocket(url, headers);
    await socket.next('ready');
    return socket;
  }

  /** The answer to a handshake that is refused. */
  static async refused(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
    const ws = new WebSocket(url, { headers });
    return new Promise((resolve, reject) => {
      ws.once('unexpected-response', (_, response) => {
        response.resume();
        resolve(response);
      });
      ws.once('open', () => {
        ws.terminate();
        reject(new Error('The handshake was not refused'));
      });
    });
  }

  send(frame: unknown): void {
    this.ws.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** Sends one text message in so many fragments. */
  sendInPieces(message: Buffer, pieces: number): void {
    const size = Math.ceil(message.length / pieces);
    for (let at = 0; at < message.length; at += size)
      this.ws.send(message.subarray(at, at + size), { binary: false, fin: at + size >= message.length });
  }

  ping(): void {
    this.ws.ping();
  }

  /** The first frame of the type, for the turn if an id is given, that has arrived or arrives. */
  async next<T extends string>(type: T, id?: string): Promise<FrameOf<T>> {
    check.expect(type);
    for (;;) {
      const found = this.frames.find((frame) => frame.type === type && (!id || ('id' in frame && frame.id === id)));
      if (found) return found as FrameOf<T>;
      if (this.ws.readyState === WebSocket.CLOSED) throw new Error(`The socket closed before a ${type} frame came`);
      await this.arrived.promise;
    }
  }

  /** The deltas of a turn so far, as `[seq, text]`. */
  deltas(id: string): [number, string][] {
    return this.frames.flatMap((frame) =>
      frame.type === 'delta' && frame.id === id ? [[frame.seq, frame.text] as [number, string]] : [],
    );
  }

  /** Forgets what has arrived. */
  forget(): void {
    this.frames.length = 0;
  }

  /** Reads nothing until `resume`. */
  pause(): void {
    this.ws.pause();
  }

  resume(): void {
    this.ws.resume();
  }

  /** Breaks the connection without a word. */
  vanish(): void {
    this.ws.terminate();
  }

  async close(): Promise<void> {
    this.ws.close();
    await this.closed;
  }

  private note(frame: ServerFrame): void {
    check.look(frame);
    this.frames.push(frame);
    this.arrived.resolve();
    this.arrived = Promise.withResolvers();
  }
}
