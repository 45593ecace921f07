/** Rows of one multi-row insert: below every engine's bound on placeholders at 25 columns. */
const CHUNK_ROWS = 250;

/** Length of the texts of one insert: well below the server's bound on one packet (16 MB). */
const CHUNK_TEXT = 2 * 1024 * 1024;

/**
 * Inserts rows in statements of bounded size; none where there are no rows.
 *
 * @param textLength how long the texts of a row are, where they can be long
 */
export async function insertInChunks<Row>(
  rows: readonly Row[],
  insert: (chunk: Row[]) => Promise<unknown>,
  textLength: (row: Row) => number = () => 0,
): Promise<void> {
  let chunk: Row[] = [];
  let length = 0;
  for (const row of rows) {
    const more = textLength(row);
    if (chunk.length === CHUNK_ROWS || (chunk.length > 0 && length + more > CHUNK_TEXT)) {
      await insert(chunk);
      chunk = [];
      length = 0;
    }
    chunk.push(row);
    length += more;
  }
  if (chunk.length > 0) await insert(chunk);
}
