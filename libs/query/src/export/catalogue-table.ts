import { CensusError } from '@kfunc-census/errors';
import type { CatalogueEntry, CatalogueSummary } from '../content-port.ts';
import type { Scope, UsageReader } from '../ports.ts';
import { readText } from '../questions.ts';
import type { ExportOptions } from './answers.ts';
import { cellsOf, type Table } from './columns.ts';
import { catalogueColumns } from './item-columns.ts';

/** What catalogues do not have: they are of no window, and of no use. */
const foreign = [
  'days',
  'until',
  'line',
  'release',
  'distro',
  'arch',
  'used',
  'callable',
  'lifecycle',
  'sort',
] as const satisfies readonly (keyof ExportOptions)[];

function refuseForeign(options: ExportOptions): void {
  const field = foreign.find((name) => options[name] !== undefined);
  if (field !== undefined)
    throw new CensusError(
      'request/invalid',
      `${field}: the table of catalogues is of every day and host; it takes name and module alone.`,
      { field },
    );
}

/** Entries that match; one that stands for a content that never arrived has no name to match. */
async function entriesOf(
  reader: UsageReader,
  scope: Scope,
  { catalogue }: CatalogueSummary,
  name: string | undefined,
): Promise<readonly (CatalogueEntry | undefined)[]> {
  const content = await reader.catalogue(scope, catalogue);
  if (content === undefined) return name === undefined ? [undefined] : [];
  const part = name?.toLowerCase() ?? '';
  return content.entries.filter((entry) => entry.name.toLowerCase().includes(part));
}

/** Every entry of every catalogue in reach, whatever the day. Throws `request/invalid`. */
export async function openCatalogueTable(
  reader: UsageReader,
  { scope, now }: { readonly scope: Scope; readonly now: number },
  options: ExportOptions,
): Promise<Table> {
  refuseForeign(options);
  const name = readText('name', options.name);
  const module = readText('module', options.module);
  const found = await reader.catalogues(scope);
  const wanted = found.filter((each) => module === undefined || each.module === module);
  const generatedAt = new Date(now).toISOString();
  const organisation = scope.organisation ?? null;
  async function* rows(): Table['rows'] {
    for (const catalogue of wanted) {
      const entries = await entriesOf(reader, scope, catalogue, name);
      yield entries.map((entry) =>
        cellsOf(catalogueColumns, { catalogue, entry, generatedAt, organisation }),
      );
    }
  }
  return { columns: catalogueColumns, rows: rows() };
}
