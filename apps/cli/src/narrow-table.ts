import { columns, type Row, safe } from '@kfunc-census/terminal';

/** Columns of a terminal that a table may take. */
export const tableWidth = 100;
/** No cell is cut below this. */
const leastWidth = 6;

const textOf = (cell: string | number): string =>
  typeof cell === 'number' ? `${cell}` : safe(cell);

function cut(cell: string | number, width: number): string | number {
  if (typeof cell === 'number') return cell;
  const shown = [...safe(cell)];
  return shown.length <= width ? cell : `${shown.slice(0, width - 1).join('')}…`;
}

/**
 * A table of at most `tableWidth` columns: names may be of any length, so the widest columns of texts
 * are cut, with `…` where something is left out. `--json` has all of it.
 */
export function narrowTable(header: readonly string[], rows: readonly Row[]): readonly string[] {
  const widths = header.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => textOf(row[at] ?? '').length)),
  );
  const gaps = 2 * (header.length - 1);
  let over = widths.reduce((sum, width) => sum + width, gaps) - tableWidth;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    const least = Math.max(leastWidth, header[widest]?.length ?? 0);
    if (width <= least) break;
    widths[widest] = width - 1;
    over--;
  }
  return columns(
    header,
    rows.map((row) => row.map((cell, at) => cut(cell, widths[at] ?? 0))),
  );
}
