import type { Cell, CellKind, Table } from './columns.ts';

/**
 * First characters for which a spreadsheet takes a cell for a formula, also as full-width forms; and the
 * apostrophe itself, so that taking one off gives back every text.
 */
const formula = /^[=+\-@\t\r\n'＝＋－＠]/;

const quoted = (value: string): string =>
  /[",\r\n]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value;

function field(cell: Cell, kind: CellKind): string {
  if (cell === null) return '';
  if (kind !== 'text') return `${cell}`;
  const value = `${cell}`;
  return quoted(formula.test(value) ? `'${value}` : value);
}

/**
 * CSV by RFC 4180, with a header and in UTF-8: lines end with CRLF, a field with a comma, a quote or a line
 * break is in quotes. Not known is an empty field, an empty text is `""`. Numbers, days and `true` and
 * `false` stand as they are. A text that begins with what a spreadsheet takes for a formula (`=`, `+`,
 * `-`, `@`, a tab or a line break) or with an apostrophe gets an apostrophe in front: without the first
 * apostrophe of a text, it is the text.
 */
export async function* toCsv({ columns, rows }: Table): AsyncIterable<string> {
  const line = (fields: readonly string[]): string => `${fields.join(',')}\r\n`;
  // Not before there are rows: an answer that cannot be had is an error then, not a table cut short.
  let head = line(columns.map(({ name }) => name));
  for await (const some of rows) {
    const lines = some.map((row) =>
      line(columns.map(({ kind }, at) => field(row[at] ?? null, kind))),
    );
    yield head + lines.join('');
    head = '';
  }
  yield head;
}
