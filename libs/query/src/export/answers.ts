import type { ListFilter, ListOptions } from '../list/answers.ts';
import type { PageOptions } from '../paging/page.ts';

/** What can be exported; each is a table. */
export const exportTables = ['kfuncs', 'programs', 'series', 'strata', 'catalogues'] as const;
/** One of `exportTables`. */
export type ExportTable = (typeof exportTables)[number];

/** How a table travels: RFC 4180, one JSON object a line, or Apache Parquet. */
export const exportFormats = ['csv', 'ndjson', 'parquet'] as const;
/** One of `exportFormats`. */
export type ExportFormat = (typeof exportFormats)[number];

/** Which rows are wanted, by kfunc as in a list, and how they travel. */
export interface ExportOptions extends Omit<ListOptions, keyof PageOptions> {
  /** Default kfuncs. */
  readonly what?: ExportTable | undefined;
  /** Default csv. */
  readonly format?: ExportFormat | undefined;
  /** Default any for the table of kfuncs, used for those that have rows of each kfunc. */
  readonly used?: ListFilter['used'] | undefined;
}

/** A table on its way. */
export interface Export {
  /** Names table and days, without characters that a file name cannot have. */
  readonly fileName: string;
  readonly mediaType: string;
  /** Made while they are read, once. Ends with an error where the store does. */
  readonly chunks: AsyncIterable<Uint8Array>;
}
