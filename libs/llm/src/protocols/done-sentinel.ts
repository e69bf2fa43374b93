const LINE = /(?:^|[\r\n])data: ?\[DONE\]/;
const LONGEST = '\ndata: [DONE]'.length;

/** Looks for the `[DONE]` with which a stream of events says that it is whole; the official client keeps it to itself. */
export class DoneSentinel {
  seen = false;
  private tail = '\n';

  /** The same response, read along with whoever reads it. */
  watch({ body, status, headers }: Response): Response {
    const watched = body?.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (bytes, stream) => {
          this.look(bytes);
          stream.enqueue(bytes);
        },
      }),
    );
    return new Response(watched ?? null, { status, headers });
  }

  private look(bytes: Uint8Array): void {
    const text = this.tail + Buffer.from(bytes).toString('latin1');
    this.seen ||= LINE.test(text);
    this.tail = text.slice(-LONGEST);
  }
}
