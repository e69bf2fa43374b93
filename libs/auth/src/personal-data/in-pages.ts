/**
 * Rows that are read a page at a time, each page after the last row of the one before, so that any number of them takes the
 * memory of one page. `readAfter` gets undefined for the first and returns at most `size` rows.
 */
export async function* inPages<Row>(
  size: number,
  readAfter: (last: Row | undefined, size: number) => Promise<Row[]>,
): AsyncGenerator<Row> {
  let page: Row[] = [];
  do {
    page = await readAfter(page.at(-1), size);
    yield* page;
  } while (page.length === size);
}
