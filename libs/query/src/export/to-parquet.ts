import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Cell, CellKind, Column, Row, Table } from './columns.ts';

type Named = Pick<Column, 'name' | 'kind'>;

const types = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  day: { type: 'INT32', converted_type: 'DATE' },
  count: { type: 'INT64' },
  share: { type: 'DOUBLE' },
  flag: { type: 'BOOLEAN' },
} as const satisfies Record<CellKind, object>;

/** As the writer takes it. */
function writable(kind: CellKind, cell: Cell): Cell | Date | bigint {
  if (cell === null) return null;
  if (kind === 'day') return new Date(`${cell}T00:00:00Z`);
  return kind === 'count' ? BigInt(cell) : cell;
}

const columnOf = ({ name, kind }: Named, at: number, rows: readonly Row[]) => ({
  name,
  data: rows.map((row) => writable(kind, row[at] ?? null)),
});

/** Groups of `size` rows or a little more, the last one of what is left. */
async function* inGroups(rows: Table['rows'], size: number): AsyncIterable<readonly Row[]> {
  let group: Row[] = [];
  for await (const some of rows) {
    for (const row of some) group.push(row);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** What was written since it was last taken; the offsets go on. */
function take(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

/**
 * Apache Parquet; every column can be null. A group of rows is in memory, and sent, at a time:
 * `groupRows` at least, by default 2,000, so that one does not wait for long.
 */
export async function* toParquet(
  { columns, rows }: Table,
  groupRows = 2000,
): AsyncIterable<Uint8Array> {
  const writer = new ByteWriter();
  const leaves = columns.map(({ name, kind }) => ({
    name,
    repetition_type: 'OPTIONAL' as const,
    ...types[kind],
  }));
  const file = new ParquetWriter({
    writer,
    schema: [{ name: 'kfunc_census', num_children: columns.length }, ...leaves],
    createdBy: 'kfunc-census',
  });
  yield take(writer);
  for await (const group of inGroups(rows, groupRows)) {
    const columnData = columns.map((column, at) => columnOf(column, at, group));
    await file.write({ columnData, rowGroupSize: group.length });
    yield take(writer);
  }
  file.finish();
  yield take(writer);
}
