import { eventsOf } from './server-sent-events.js';

async function dataOf(...pieces: (string | Uint8Array)[]): Promise<string[]> {
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? new TextEncoder().encode(piece) : piece));
  const seen: string[] = [];
  for await (const { data } of eventsOf(new Response(ReadableStream.from(bytes)))) seen.push(data);
  return seen;
}

it('events are whole, however they are cut into pieces', async () => {
  const text = 'data: {"a":"Grüße 🛣️"}\r\n\r\n: still here\n\ndata:two\n\ndata: [DONE]\n\n';
  const expected = ['{"a":"Grüße 🛣️"}', 'two', '[DONE]'];
  expect(await dataOf(text)).toEqual(expected);
  const bytes = new TextEncoder().encode(text);
  expect(await dataOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected);
});

it('the blank line after the last event may be missing', async () => {
  expect(await dataOf('data: one\n\ndata: [DONE]')).toEqual(['one', '[DONE]']);
});

it('a page has no events, nor has an empty answer', async () => {
  expect(await dataOf('<!doctype html>\n<title>Welcome</title>\n\n')).toEqual([]);
  expect(await dataOf()).toEqual([]);
  for await (const event of eventsOf(new Response(null))) throw new Error(`There is ${event.data}`);
});

it('an event without an end is refused before it fills the memory', async () => {
  const piece = 'x'.repeat(100_000);
  let sent = 0;
  const long = new ReadableStream<Uint8Array>({
    pull(stream) {
      sent += 1;
      stream.enqueue(new TextEncoder().encode(sent === 1 ? `data: ${piece}` : piece));
      if (sent === 50) stream.close();
    },
  });
  const read = async () => {
    for await (const event of eventsOf(new Response(long))) throw new Error(`There is ${event.data.length}`);
  };
  await expect(read()).rejects.toThrow('max buffer size');
  expect(sent).toBeLessThan(20);
});
