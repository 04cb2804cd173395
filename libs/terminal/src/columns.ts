/** A row of a table; columns of numbers alone stand to the right. */
export type Row = readonly (string | number)[];

/**
 * A text for a terminal. Names come from programs and kernels: control and format characters, which
 * could move the cursor or turn the direction of writing, are shown as `?`.
 */
export const safe = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '?');

const cellText = (cell: string | number): string =>
  typeof cell === 'number' ? `${cell}` : safe(cell);

/** Rows under a header as aligned lines, two spaces apart; every text is made safe. */
export function columns(header: readonly string[], rows: readonly Row[]): readonly string[] {
  const numeric = header.map(
    (_, at) => rows.length > 0 && rows.every((row) => typeof row[at] === 'number'),
  );
  const all = [header, ...rows.map((row) => row.map(cellText))];
  const widths = header.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        return numeric[at] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
