import { writeJson } from './write-json.js';
import { inPages } from './in-pages.js';

async function* many(count: number, item: (n: number) => unknown = (n) => n) {
  for (let n = 0; n < count; n += 1) yield item(n);
}

async function piecesOf(value: unknown): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of writeJson(value)) pieces.push(piece);
  return pieces;
}
const written = async (value: unknown): Promise<unknown> => JSON.parse((await piecesOf(value)).join(''));

describe('JSON that is written while it is read', () => {
  it('is what JSON is, with promises and lists that come later in their places', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    const value = {
      plain: { a: [1, 'ü"\n', null], at },
      later: Promise.resolve({ b: true }),
      list: () => many(3, (n) => ({ n, inner: many(n) })),
      empty: many(0),
      nothing: () => Promise.resolve(null),
      absent: undefined,
    };
    expect(await written(value)).toEqual({
      plain: { a: [1, 'ü"\n', null], at: at.toISOString() },
      later: { b: true },
      list: [
        { n: 0, inner: [] },
        { n: 1, inner: [0] },
        { n: 2, inner: [0, 1] },
      ],
      empty: [],
      nothing: null,
      absent: null,
    });
  });

  it('comes in pieces of some size, and takes no more items than were asked for', async () => {
    let made = 0;
    const counted = () => many(10_000, () => ((made += 1), 'x'.repeat(100)));
    const writer = writeJson({ list: counted });
    const { value } = await writer.next();
    expect(value!.length).toBeGreaterThan(16_000);
    expect(made).toBeLessThan(200);
    await writer.return(undefined);
    expect(made).toBeLessThan(200);
  });

  it('ends with the error of what it reads', async () => {
    const fails = async function* () {
      yield 1;
      throw new Error('broken');
    };
    await expect(piecesOf({ list: fails() })).rejects.toThrow('broken');
  });
});

describe('rows in pages', () => {
  const rowsAfter = (all: number[]) => (last: number | undefined, size: number) =>
    Promise.resolve(all.filter((row) => row > (last ?? -1)).slice(0, size));

  it.each([0, 1, 2, 3, 4, 7])('are all there, once and in order, when there are %d', async (count) => {
    const all = Array.from({ length: count }, (_, n) => n);
    const seen: number[] = [];
    for await (const row of inPages(2, rowsAfter(all))) seen.push(row);
    expect(seen).toEqual(all);
  });
});
