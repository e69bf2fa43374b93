import { DoneSentinel } from './done-sentinel.js';

async function sees(...pieces: string[]): Promise<boolean> {
  const sentinel = new DoneSentinel();
  const source = new Response(ReadableStream.from(pieces.map((piece) => new TextEncoder().encode(piece))));
  expect(await sentinel.watch(source).text()).toBe(pieces.join(''));
  return sentinel.seen;
}

it('sees the end of a stream, however it is cut into pieces', async () => {
  expect(await sees('data: {}\n\ndata: [DONE]\n\n')).toBe(true);
  expect(await sees('data: {}\r\n\r\ndata:[DO', 'NE]\r\n\r\n')).toBe(true);
  expect(await sees(...'data: [DONE]\n\n')).toBe(true);
});

it('is not fooled by an answer that speaks of it', async () => {
  expect(await sees('data: {"content":"data: [DONE]"}\n\n')).toBe(false);
  expect(await sees('data: {"content":"', 'data: [DONE]"}\n\n')).toBe(false);
});
