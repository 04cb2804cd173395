/** What another reader, the ClickHouse engine, finds in a Parquet file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clickHouseEngine, collect } from '@kfunc-census/testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Cell, Column, Row, Table } from './columns.ts';
import { toParquet } from './to-parquet.ts';

const engine = clickHouseEngine();
const columns = [
  { name: 'name', kind: 'text' },
  { name: 'day', kind: 'day' },
  { name: 'hosts', kind: 'count' },
  { name: 'share', kind: 'share' },
  { name: 'probe', kind: 'flag' },
] as const satisfies readonly Pick<Column, 'name' | 'kind'>[];

/** As they may come: none, one, and the rest. */
async function* each(rows: readonly Row[]): Table['rows'] {
  yield [];
  yield rows.slice(0, 1);
  yield rows.slice(1);
}
const known = <T extends Cell>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3 });
const row = fc.tuple(
  // Texts that UTF-8 has, with the characters of which a file is made.
  known(fc.string({ unit: 'grapheme-composite', maxLength: 40 })),
  known(
    fc
      .integer({ min: 0, max: 40_000 })
      .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
  ),
  known(fc.maxSafeNat()),
  known(fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true })),
  known(fc.boolean()),
);

describe.skipIf(engine.skip)(`Parquet, read by ${engine.title}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-parquet-'));
  const file = join(directory, 'table.parquet');
  afterAll(() => rmSync(directory, { recursive: true }));

  const write = async (rows: readonly Row[], groupRows?: number) => {
    const chunks = toParquet({ columns, rows: each(rows) }, groupRows);
    writeFileSync(file, Buffer.concat(await collect(chunks)));
  };
  const read = async (what: string): Promise<Record<string, Cell>[]> => {
    const { query } = await import('chdb');
    const text = query(
      `SELECT ${what} FROM file('${file}', Parquet) SETTINGS output_format_json_quote_64bit_integers = 0`,
      'JSONEachRow',
    );
    return `${text}`
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  };

  it('has the columns with their types', async () => {
    await write([['a', '2026-03-01', 4, 0.25, true]]);
    const names = columns.map(({ name }) => `toTypeName(${name}) AS ${name}`).join(', ');
    expect(await read(names)).toEqual([
      {
        name: 'Nullable(String)',
        day: 'Nullable(Date32)',
        hosts: 'Nullable(Int64)',
        share: 'Nullable(Float64)',
        probe: 'Nullable(Bool)',
      },
    ]);
  });

  it('has every cell of every row, whatever the rows and groups', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 60 }),
        fc.integer({ min: 1, max: 70 }),
        async (rows, groupRows) => {
          await write(rows, groupRows);
          const found = await read('*');
          expect(found.map((one) => columns.map(({ name }) => one[name]))).toEqual(rows);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('has thousands of rows in groups', async () => {
    const rows = Array.from({ length: 25_000 }, (_, at) => [
      at % 3 === 0 ? null : `program ${at}`,
      '2026-03-01',
      at,
      at / 25_000,
      at % 2 === 0,
    ]);
    await write(rows);
    expect(
      await read(
        'count() AS rows, sum(hosts) AS hosts, count(name) AS names, sum(probe) AS probes',
      ),
    ).toEqual([{ rows: 25_000, hosts: (24_999 * 25_000) / 2, names: 16_666, probes: 12_500 }]);
  });
});
