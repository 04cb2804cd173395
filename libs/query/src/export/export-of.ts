import type { Scope, UsageReader } from '../ports.ts';
import { readWord, type Span } from '../questions.ts';
import type { Asked } from '../to-answer.ts';
import {
  type Export,
  type ExportFormat,
  type ExportOptions,
  exportFormats,
  exportTables,
} from './answers.ts';
import { openCatalogueTable } from './catalogue-table.ts';
import type { Table } from './columns.ts';
import { openKfuncTable } from './kfunc-table.ts';
import { toCsv } from './to-csv.ts';
import { toNdjson } from './to-ndjson.ts';
import { toParquet } from './to-parquet.ts';

async function* inUtf8(texts: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) if (text !== '') yield encoder.encode(text);
}

interface Format {
  readonly mediaType: string;
  readonly encode: (table: Table) => AsyncIterable<Uint8Array>;
}

const formats: Readonly<Record<ExportFormat, Format>> = {
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    encode: (table) => inUtf8(toCsv(table)),
  },
  ndjson: { mediaType: 'application/x-ndjson', encode: (table) => inUtf8(toNdjson(table)) },
  parquet: { mediaType: 'application/vnd.apache.parquet', encode: (table) => toParquet(table) },
};

/** What an export is made with. */
export interface ExportSource {
  readonly reader: UsageReader;
  readonly scope: Scope;
  /** Unix milliseconds. */
  readonly now: number;
  readonly resolve: (scope: Scope, span: Span) => Promise<Asked>;
}

/**
 * A table with all its rows, each with what its figures are to be read with. The question is judged, and
 * kfuncs or catalogues are read, before there is an answer; rows about each are read on the way.
 * Throws `request/invalid`.
 */
export async function exportOf(source: ExportSource, options: ExportOptions): Promise<Export> {
  const { what: table, format: encoding, ...rest } = options;
  const what = readWord('what', table ?? 'kfuncs', exportTables);
  const format = readWord('format', encoding ?? 'csv', exportFormats);
  const { mediaType, encode } = formats[format];
  const named = (days: string, opened: Table): Export => ({
    fileName: `kfunc-census-${what}-${days}.${format}`,
    mediaType,
    chunks: encode(opened),
  });
  const { reader, scope, now } = source;
  if (what === 'catalogues')
    return named(
      new Date(now).toISOString().slice(0, 10),
      await openCatalogueTable(reader, { scope, now }, rest),
    );
  const asked = await source.resolve(scope, rest);
  const used = rest.used ?? (what === 'kfuncs' ? 'any' : 'used');
  const { from, to } = asked.window;
  return named(`${from}_${to}`, await openKfuncTable(reader, asked, what, { ...rest, used }));
}
