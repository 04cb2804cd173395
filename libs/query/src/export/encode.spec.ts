import { collect } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import type { Row, Table } from './columns.ts';
import { toCsv } from './to-csv.ts';
import { toNdjson } from './to-ndjson.ts';
import { toParquet } from './to-parquet.ts';

/** As they may come: none, one, and the rest. */
async function* each(rows: readonly Row[]): Table['rows'] {
  yield [];
  yield rows.slice(0, 1);
  yield rows.slice(1);
}
const columns = [
  { name: 'name', kind: 'text' },
  { name: 'day', kind: 'day' },
  { name: 'hosts', kind: 'count' },
  { name: 'share', kind: 'share' },
  { name: 'probe', kind: 'flag' },
] as const;
const tableOf = (rows: readonly Row[]): Table => ({ columns, rows: each(rows) });
const names = async (...texts: (string | null)[]) => {
  async function* rows(): Table['rows'] {
    for (const name of texts) yield [[name]];
  }
  const parts = await collect(toCsv({ columns: [{ name: 'n', kind: 'text' }], rows: rows() }));
  const lines = parts.filter((part) => part !== '').map((part) => part.replace(/^n\r\n/, ''));
  return lines.map((line) => line.replace(/\r\n$/, ''));
};

describe('toCsv', () => {
  it('has a header, one line a row that ends with CRLF, and empty fields for what is not known', async () => {
    const rows = [
      ['bpf_a', '2026-03-01', 4, 0.25, true],
      [null, null, null, null, null],
      ['', '2026-03-02', 0, 1e-7, false],
    ];
    expect((await collect(toCsv(tableOf(rows)))).join('')).toBe(
      'name,day,hosts,share,probe\r\nbpf_a,2026-03-01,4,0.25,true\r\n,,,,\r\n"",2026-03-02,0,1e-7,false\r\n',
    );
  });

  it('has its header without rows too', async () => {
    expect((await collect(toCsv(tableOf([])))).join('')).toBe('name,day,hosts,share,probe\r\n');
  });

  it('quotes what would end a field or a line', async () => {
    expect(await names('a,b', 'say "x"', 'a\r\nb', 'a b', '∑')).toEqual([
      '"a,b"',
      '"say ""x"""',
      '"a\r\nb"',
      'a b',
      '∑',
    ]);
  });

  it('lets no text begin as a formula, and none be mistaken for one that was guarded', async () => {
    expect(
      await names('=HYPERLINK("x")', '+1', '-1', '@SUM', '\tx', "'x", '＝1', 'a=b', '', null),
    ).toEqual([
      '"\'=HYPERLINK(""x"")"',
      "'+1",
      "'-1",
      "'@SUM",
      "'\tx",
      "''x",
      "'＝1",
      'a=b',
      '""',
      '',
    ]);
  });
});

describe('toNdjson', () => {
  it('is an object a line, with null for what is not known', async () => {
    const rows = [
      ['a\nb', '2026-03-01', 4, 0.25, true],
      [null, null, null, null, null],
    ];
    expect((await collect(toNdjson(tableOf(rows)))).join('')).toBe(
      '{"name":"a\\nb","day":"2026-03-01","hosts":4,"share":0.25,"probe":true}\n' +
        '{"name":null,"day":null,"hosts":null,"share":null,"probe":null}\n',
    );
  });
});

describe('toParquet', () => {
  it('begins and ends as the format says, also without rows', async () => {
    const bytes = Buffer.concat(await collect(toParquet(tableOf([]))));
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual([
      'PAR1',
      'PAR1',
    ]);
    expect(bytes.readUInt32LE(bytes.length - 8)).toBe(bytes.length - 12);
  });
});
