import type { ListedKfunc, ListOptions } from '../list/answers.ts';
import { listedKfunc, matchingOf, readFilter } from '../list/list-of.ts';
import type { Kfunc, UsageReader } from '../ports.ts';
import type { HostDimension } from '../strata-port.ts';
import { type Asked, dayAnswer, frame, programAnswer } from '../to-answer.ts';
import type { ExportTable } from './answers.ts';
import { type Column, cellsOf, type Row, type Table } from './columns.ts';
import {
  dayColumns,
  frameColumns,
  kfuncColumns,
  type ProgramItem,
  programColumns,
  type StratumItem,
  shareColumns,
  stratumColumns,
} from './item-columns.ts';

/** Programs of one kfunc at most, those on the most hosts; a row tells when there are more. */
const mostPrograms = 10_000;

/** Rows about one kfunc: their columns, and how they are read. */
interface Detail<Item> {
  readonly columns: readonly Column<Item>[];
  read(kfunc: Kfunc): Promise<readonly Item[]>;
}

const programs = (reader: UsageReader, asked: Asked): Detail<ProgramItem> => ({
  columns: programColumns,
  async read(kfunc) {
    const { scope, window, stratum } = asked;
    const found = await reader.programs(scope, window, stratum, kfunc, mostPrograms + 1);
    const truncated = found.length > mostPrograms;
    return found.slice(0, mostPrograms).map((use) => ({ ...programAnswer(use), truncated }));
  },
});

const series = (reader: UsageReader, asked: Asked): Detail<ReturnType<typeof dayAnswer>> => ({
  columns: dayColumns,
  async read(kfunc) {
    const { scope, window, stratum } = asked;
    const days = await reader.series(scope, window, stratum, kfunc);
    return days.map((use) => dayAnswer(use, asked));
  },
});

const dimensions: readonly HostDimension[] = ['line', 'release', 'distro', 'arch', 'organisation'];

const strata = (reader: UsageReader, asked: Asked): Detail<StratumItem> => ({
  columns: stratumColumns,
  async read(kfunc) {
    const { scope, window, stratum } = asked;
    const all: StratumItem[] = [];
    for (const dimension of dimensions) {
      const uses = await reader.strata(scope, window, stratum, kfunc, dimension);
      all.push(...uses.map((use) => ({ ...use, dimension })));
    }
    return all;
  },
});

async function* detailRows<Item>(
  kfuncs: readonly ListedKfunc[],
  { columns, read }: Detail<Item>,
  end: Row,
): Table['rows'] {
  for (const kfunc of kfuncs) {
    const start = cellsOf(shareColumns, kfunc);
    const items = await read(kfunc);
    yield items.map((item) => [...start, ...cellsOf(columns, item), ...end]);
  }
}

async function* kfuncRows(kfuncs: readonly ListedKfunc[], end: Row): Table['rows'] {
  yield kfuncs.map((kfunc) => [...cellsOf(kfuncColumns, kfunc), ...end]);
}

/** The table of kfuncs, or of rows about each of them. Throws `request/invalid`. */
export async function openKfuncTable(
  reader: UsageReader,
  asked: Asked,
  what: Exclude<ExportTable, 'catalogues'>,
  options: ListOptions,
): Promise<Table> {
  const filter = readFilter(options);
  const { kfuncs: found, population, line } = await matchingOf(reader, asked, filter);
  const kfuncs = found.map((figures) => listedKfunc(figures, line));
  const end = cellsOf(frameColumns, frame(filter, asked, population));
  const detailed = <Item>(detail: Detail<Item>): Table => ({
    columns: [...shareColumns, ...detail.columns, ...frameColumns],
    rows: detailRows(kfuncs, detail, end),
  });
  switch (what) {
    case 'kfuncs':
      return { columns: [...kfuncColumns, ...frameColumns], rows: kfuncRows(kfuncs, end) };
    case 'programs':
      return detailed(programs(reader, asked));
    case 'series':
      return detailed(series(reader, asked));
    case 'strata':
      return detailed(strata(reader, asked));
  }
}
