import type { CellKind, Column, Row, Table } from './columns.ts';
import { joined, pageBody } from './parquet-page.ts';
import { binary, encodeThrift, i32, i64, list, struct, type Thrift } from './thrift.ts';

// Numbers are those of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift

const magic = new TextEncoder().encode('PAR1');
/** Physical type, and the converted type where it says more. */
const types: Readonly<Record<CellKind, { physical: number; converted?: number }>> = {
  text: { physical: 6, converted: 0 },
  day: { physical: 1, converted: 6 },
  count: { physical: 2 },
  share: { physical: 5 },
  flag: { physical: 0 },
};
const optional = i32(1);
const encoding = { plain: i32(0), rle: i32(3) };
const uncompressed = i32(0);

type Named = Pick<Column, 'name' | 'kind'>;

function schemaOf(columns: readonly Named[]): Thrift {
  const root = struct([4, binary('kfunc_census')], [5, i32(columns.length)]);
  const leaves = columns.map(({ name, kind }) => {
    const { physical, converted } = types[kind];
    return struct(
      [1, i32(physical)],
      [3, optional],
      [4, binary(name)],
      [6, converted === undefined ? undefined : i32(converted)],
    );
  });
  return list('struct', [root, ...leaves]);
}

function pageOf({ kind }: Named, at: number, rows: readonly Row[]): Uint8Array {
  const body = pageBody(
    kind,
    rows.map((row) => row[at] ?? null),
  );
  const data = struct(
    [1, i32(rows.length)],
    [2, encoding.plain],
    [3, encoding.rle],
    [4, encoding.rle],
  );
  const size = i32(body.length);
  return joined([encodeThrift(struct([1, i32(0)], [2, size], [3, size], [5, data])), body]);
}

/** What the end of the file says of a column of a group. */
function chunkOf({ name, kind }: Named, rows: number, offset: number, bytes: number): Thrift {
  const meta = struct(
    [1, i32(types[kind].physical)],
    [2, list('i32', [encoding.plain, encoding.rle])],
    [3, list('binary', [binary(name)])],
    [4, uncompressed],
    [5, i64(rows)],
    [6, i64(bytes)],
    [7, i64(bytes)],
    [9, i64(offset)],
  );
  return struct([2, i64(offset)], [3, meta]);
}

/** Rows of a group as bytes, one page for each column, and what the end of the file says of them. */
function groupOf(columns: readonly Named[], rows: readonly Row[], start: number) {
  const pages = columns.map((column, at) => pageOf(column, at, rows));
  let offset = start;
  const chunks = columns.map((column, at) => {
    const bytes = pages[at]?.length ?? 0;
    offset += bytes;
    return chunkOf(column, rows.length, offset - bytes, bytes);
  });
  const meta = struct([1, list('struct', chunks)], [2, i64(offset - start)], [3, i64(rows.length)]);
  return { bytes: joined(pages), meta };
}

function endOf(columns: readonly Named[], rows: number, groups: readonly Thrift[]): Uint8Array {
  const meta = encodeThrift(
    struct(
      [1, i32(1)],
      [2, schemaOf(columns)],
      [3, i64(rows)],
      [4, list('struct', groups)],
      [6, binary('kfunc-census')],
    ),
  );
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, meta.length, true);
  return joined([meta, length, magic]);
}

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

/**
 * Apache Parquet, plain and uncompressed; every column can be null. A group of rows is in memory, and sent,
 * at a time: `groupRows` at least, by default 2,000, so that one does not wait for long.
 */
export async function* toParquet(
  { columns, rows }: Table,
  groupRows = 2000,
): AsyncIterable<Uint8Array> {
  yield magic;
  let offset = magic.length;
  let count = 0;
  const groups: Thrift[] = [];
  for await (const group of inGroups(rows, groupRows)) {
    const { bytes, meta } = groupOf(columns, group, offset);
    yield bytes;
    groups.push(meta);
    offset += bytes.length;
    count += group.length;
  }
  yield endOf(columns, count, groups);
}
