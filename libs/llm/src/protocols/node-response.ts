import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** What follows the last event of an answer arrives together with it, if it is only the end. */
const LAST_BYTES_MS = 100;

/** A response that is read from Node's own stream: a web stream around it would cost as much again for every token. */
export class NodeResponse extends Response {
  constructor(
    readonly stream: IncomingMessage,
    init: ResponseInit,
  ) {
    super(null, init);
  }

  override readonly text = (): Promise<string> => text(this.stream);

  override readonly json = async (): Promise<unknown> => JSON.parse(await this.text());

  /** Its bytes as they arrive. To be left with `leave`. */
  pieces(): AsyncIterable<Uint8Array> {
    return this.stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  }

  /** Reads no more of it. If only its end was missing, the connection can be used again; else it is closed. */
  async leave(): Promise<void> {
    if (this.stream.destroyed) return;
    const closed = once(this.stream.resume(), 'close');
    const timer = setTimeout(() => this.stream.destroy(), LAST_BYTES_MS);
    await closed.catch(() => undefined);
    clearTimeout(timer);
  }
}
