/** Characters that a terminal shows over two columns: East Asian wide ones and emoji. */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** How many columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    width += WIDE.test(segment) ? 2 : 1;
  }
  return width;
}

export function padTo(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/**
 * How wide each column must be for all rows, the last column left out: nothing follows it.
 *
 * @param widest no column is padded further than this; longer texts stand out
 */
export function columnWidths(rows: readonly (readonly string[])[], widest = 48): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.slice(0, -1).entries()) {
      widths[index] = Math.max(widths[index] ?? 0, Math.min(displayWidth(cell), widest));
    }
  }
  return widths;
}

/** One row over columns of these widths, two blanks apart. `paint` colours a cell after padding. */
export function formatRow(
  row: readonly string[],
  widths: readonly number[],
  paint: (cell: string, index: number) => string = (cell) => cell,
): string {
  return row
    .map((cell, index) => {
      const padded = padTo(cell, widths[index] ?? 0);
      // Colours around nothing would keep the blanks at the end of a line.
      return cell === "" ? padded : paint(padded, index);
    })
    .join("  ")
    .trimEnd();
}

/** Rows as aligned lines. */
export function formatTable(
  rows: readonly (readonly string[])[],
  paint?: (cell: string, index: number) => string,
): string {
  const widths = columnWidths(rows);
  return rows.map((row) => formatRow(row, widths, paint)).join("\n");
}
