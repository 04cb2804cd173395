import type { ComponentChildren } from 'preact';

/** A column: what it is called, what it shows of a row, and whether that is a figure. */
export interface Column<Row> {
  readonly title: string;
  readonly figure?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
}

/** A table of rows; on a narrow screen each row is a card, with the titles beside the cells. */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
  none = 'None.',
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row, index: number) => string;
  none?: string;
}) {
  if (rows.length === 0) return <p class="unknown">{none}</p>;
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ title, figure }) => (
            <th key={title} scope="col" class={figure === true ? 'figure' : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={keyOf(row, index)}>
            {columns.map(({ title, figure, cell }) => (
              <td key={title} data-title={title} class={figure === true ? 'figure' : undefined}>
                <div>{cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The rest of a list that an answer cut off, in words. */
export const More = ({ more, atLeast = false }: { more: number; atLeast?: boolean }) =>
  more === 0 ? null : (
    <p class="aside">
      {atLeast ? 'At least ' : ''}
      {more} more, not listed.
    </p>
  );
