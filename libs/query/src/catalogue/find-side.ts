import { CensusError } from '@kfunc-census/errors';
import type { CatalogueContent, CatalogueSummary } from '../content-port.ts';
import { nearestNames } from '../nearest-names.ts';
import type { Scope, UsageReader } from '../ports.ts';
import { ambiguousRelease, unknownCatalogue, withoutContent, withoutModule } from './texts.ts';

/** A kernel, or a module of one, by its catalogues. */
export interface Side {
  /** As it was asked: an id or a release. */
  readonly asked: string;
  /** One of each module, `vmlinux` first: the order in which a loader searches. */
  readonly catalogues: readonly CatalogueContent[];
}

/** What one side of a comparison is asked as. */
export interface SideAsked {
  readonly field: 'from' | 'to';
  /** An id or a release. */
  readonly asked: string;
  /** The one module that is compared; null: all. */
  readonly module: string | null;
}

/** Ids named in a message at most. */
const most = 8;

const unknown = (field: string, message: string): CensusError =>
  new CensusError('query/unknown-catalogue', message, { field });

/** The error for an id or a release that nothing in reach has, with the nearest ones. */
export function unknownSide(
  field: string,
  asked: string,
  all: readonly CatalogueSummary[],
): CensusError {
  const releases = all.flatMap(({ kernels }) => kernels.map(({ release }) => release));
  const ids = all.map(({ catalogue }) => catalogue);
  const nearest = nearestNames(asked, [...releases, ...ids], 5);
  return unknown(field, unknownCatalogue(asked, nearest));
}

/** Those of which the content arrived, one of each module; throws where builds differ. */
function oneOfEach(
  field: string,
  asked: string,
  own: readonly CatalogueSummary[],
): readonly CatalogueSummary[] {
  const known = own.filter(({ module }) => module !== undefined);
  if (known.length === 0) throw unknown(field, withoutContent(asked));
  const several = [...Map.groupBy(known, ({ module }) => module).values()].filter(
    (of) => of.length > 1,
  );
  if (several.length === 0) return known;
  const ids = several
    .flat()
    .slice(0, most)
    .map(({ catalogue, module, kernels }) => {
      const archs = [...new Set(kernels.map(({ arch, distro }) => `${arch} ${distro}`.trim()))];
      return `${catalogue} (${module}; ${archs.join(', ')})`;
    });
  throw new CensusError('request/invalid', `${field}: ${ambiguousRelease(asked, ids)}.`, {
    field,
  });
}

/**
 * The catalogues that an id or a release stands for, or that of the one module. Throws `query/unknown-catalogue`, with the nearest
 * ones, when nothing in reach is it or no content arrived; `request/invalid`, with the ids, for a
 * release that several builds have.
 */
export async function findSide(
  reader: UsageReader,
  scope: Scope,
  all: readonly CatalogueSummary[],
  { field, asked, module }: SideAsked,
): Promise<Side> {
  const byId = all.filter(({ catalogue }) => catalogue === asked);
  const own =
    byId.length > 0
      ? byId
      : all.filter(({ kernels }) => kernels.some(({ release }) => release === asked));
  if (own.length === 0) throw unknownSide(field, asked, all);
  const catalogues: CatalogueContent[] = [];
  const wanted = own.filter((each) => module === null || each.module === module);
  if (wanted.length === 0) throw unknown(field, withoutModule(asked, module ?? ''));
  for (const { catalogue } of oneOfEach(field, asked, wanted)) {
    const content = await reader.catalogue(scope, catalogue);
    if (content === undefined) throw unknown(field, withoutContent(asked));
    catalogues.push(content);
  }
  const rank = ({ module }: CatalogueContent) => (module === 'vmlinux' ? '' : module);
  return { asked, catalogues: catalogues.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)) };
}
