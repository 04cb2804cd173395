import type {
  CatalogueEntry,
  CatalogueSummary,
  KernelSummary,
  KfuncTag,
  ObjectContent,
  ObjectProgram,
} from '@kfunc-census/query';
import type { Rung } from '@kfunc-census/usage';

// Rows of the queries about content; lists of tuples come as lists of lists.

type Evidence = readonly [name: string, module: string, status: Rung, detail: string];

/** objects.sql; the last of a kfunc is why it is missing, or its guard. */
export interface ObjectRow {
  readonly object: string;
  readonly known_by: string;
  readonly declares: readonly (readonly [name: string, shape: string])[];
  readonly kfuncs: readonly Evidence[];
  readonly programs: readonly (readonly [
    program: string,
    loader: string,
    type: string,
    name: string,
    kfuncs: readonly Evidence[],
  ])[];
}

/** kernels-in-reach.sql. */
export interface KernelRow {
  readonly release: string;
  readonly arch: string;
  readonly distro: string;
  readonly hosts: number;
  readonly organisations: number;
  readonly first_seen: string;
  readonly last_seen: string;
}

/** catalogues.sql; the module is '' when the content never arrived. */
export interface CatalogueRow {
  readonly catalogue: string;
  readonly module: string;
  readonly kfuncs: number;
  readonly kernels: readonly (readonly [release: string, arch: string, distro: string])[];
  readonly hosts: number;
  readonly first_seen: string;
  readonly last_seen: string;
}

/** catalogue-entries.sql. */
export interface EntryRow {
  readonly name: string;
  readonly prototype: string;
  readonly shape: string;
  readonly tag: 0 | 1;
  readonly func: 0 | 1;
  readonly symbol: 0 | 1;
  readonly callable: 0 | 1;
  readonly known_by: string;
  readonly tags: readonly string[];
}

/** The id of no object as the store keeps it. */
const noObject = '0'.repeat(32);

function programOf([
  program,
  loader,
  type,
  name,
  kfuncs,
]: ObjectRow['programs'][number]): ObjectProgram {
  return {
    program,
    type,
    name,
    loader,
    kfuncs: kfuncs.map(([kfunc, module, status, guard]) => ({
      name: kfunc,
      module,
      status,
      guard,
    })),
  };
}

/** An object as the questions know it. */
export function objectOf(row: ObjectRow): ObjectContent {
  return {
    object: row.object === noObject ? '' : row.object,
    knownBy: row.known_by,
    declares: row.declares.map(([name, shape]) => ({ name, shape })),
    kfuncs: row.kfuncs.map(([name, module, status, missing]) => ({
      name,
      module,
      status,
      missing,
    })),
    programs: row.programs.map(programOf),
  };
}

/** A kernel as the questions know it. */
export function kernelOf({
  first_seen: firstSeen,
  last_seen: lastSeen,
  ...row
}: KernelRow): KernelSummary {
  return { ...row, firstSeen, lastSeen };
}

/** A catalogue as the questions know it. */
export function summaryOf(row: CatalogueRow): CatalogueSummary {
  const arrived = row.module !== '';
  return {
    catalogue: row.catalogue,
    module: arrived ? row.module : undefined,
    kfuncs: arrived ? row.kfuncs : undefined,
    kernels: row.kernels.map(([release, arch, distro]) => ({ release, arch, distro })),
    hosts: row.hosts,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
  };
}

/** An entry as the questions know it. */
export function entryOf({ known_by: knownBy, ...row }: EntryRow): CatalogueEntry {
  return {
    ...row,
    tag: row.tag === 1,
    func: row.func === 1,
    symbol: row.symbol === 1,
    callable: row.callable === 1,
    knownBy,
  };
}

/** A row of `kfunc-tags.sql`. */
export interface TagRow extends Pick<CatalogueRow, 'kernels'> {
  readonly module: string;
  readonly tag: string;
}

/** A tag as the questions know it. */
export const tagOf = ({ module, tag, kernels }: TagRow): KfuncTag => ({
  module,
  tag,
  kernels: kernels.map(([release, arch, distro]) => ({ release, arch, distro })),
});
