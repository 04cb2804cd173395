/** A row of a table; numbers stand to the right. */
export type Row = readonly (string | number)[];

/** Names come from programs and kernels: control characters must not reach a terminal. */
export const safe = (text: string): string => text.replace(/\p{Cc}/gu, '?');

const cellText = (cell: string | number): string =>
  typeof cell === 'number' ? `${cell}` : safe(cell);

/** Rows under a header as aligned lines, two spaces apart. */
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
