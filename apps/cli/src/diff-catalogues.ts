import { existsSync } from 'node:fs';
import { CensusError } from '@kfunc-census/errors';
import {
  type CatalogueAnswer,
  type CatalogueDiffAnswer,
  compareSides,
  type Difference,
} from '@kfunc-census/query';
import { safe } from '@kfunc-census/terminal';
import { forecastLimits } from '@kfunc-census/usage';
import type { Command } from 'commander';
import type { Asking } from './asking.ts';
import { type FileCatalogue, readCatalogueFile, toFileCatalogue } from './catalogue-files.ts';
import { differenceParts, diffTable } from './catalogue-tables.ts';
import { askPages } from './pages.ts';
import { noteLines, text } from './tables.ts';

const isId = (asked: string): boolean => /^[0-9a-f]{32}$/.test(asked);
const isFile = (asked: string): boolean => !isId(asked) && existsSync(asked);

const breaks = (differences: readonly Difference[]): boolean =>
  differences.some(({ links }) => links === 'does-not-link');

/** A side of a comparison without users: a file, or the content of a stored catalogue. */
async function sideOf<Span>(
  asking: Asking<Span>,
  span: Span,
  asked: string,
  field: string,
): Promise<FileCatalogue> {
  if (isFile(asked)) return readCatalogueFile(asked);
  if (!isId(asked))
    throw new CensusError(
      'cli/usage',
      `${field}: a file is compared with a file or with a catalogue by its id, and "${asked}" is neither.`,
      { field },
    );
  const { organisations } = asking.spanOf(span);
  const answer = await askPages(
    (page) => asking.get<CatalogueAnswer>(`/v1/catalogues/${asked}`, { organisations, ...page }),
    'entries',
    {},
  );
  return toFileCatalogue(answer, asked);
}

/** Compares where a file is one side: no users are known then. */
async function compareFiles<Span>(
  asking: Asking<Span>,
  span: Span,
  a: string,
  b: string,
): Promise<void> {
  const [from, to] = [await sideOf(asking, span, a, 'a'), await sideOf(asking, span, b, 'b')];
  if (from.module !== to.module)
    throw new CensusError(
      'cli/usage',
      `b: a catalogue of ${to.module} is not compared with one of ${from.module}.`,
      { field: 'b' },
    );
  const { differences, notCompared } = compareSides([from], [to]);
  const answer = {
    from: a,
    to: b,
    module: from.module,
    changes: differences,
    limits: forecastLimits,
  };
  const parts = [
    [`From ${safe(a)} to ${safe(b)}, ${safe(from.module)}; users are not asked for.`],
    ...differenceParts(differences, notCompared),
    noteLines([...new Set([...from.notes, ...to.notes]), forecastLimits]),
  ];
  asking.print(answer, text(parts));
  if (breaks(differences)) asking.found();
}

/** Adds `diff-catalogues`. */
export function addDiffCatalogues<Span>(program: Command, asking: Asking<Span>): void {
  asking
    .withSpan(program.command('diff-catalogues <a> <b>'))
    .description(
      'what is gone, changed or new from one kernel to another: ids of catalogues, releases, or files (a catalogue as JSON, or the BTF of a kernel)',
    )
    .option('--module <module>', 'compare this module alone; vmlinux for the kernel itself')
    .action(async (a: string, b: string, span: Span & { readonly module?: string }) => {
      if (isFile(a) || isFile(b)) return await compareFiles(asking, span, a, b);
      const path = `/v1/catalogues/${encodeURIComponent(a)}/diff/${encodeURIComponent(b)}`;
      const { module } = span;
      const asked = { ...asking.spanOf(span), module };
      const answer = await asking.get<CatalogueDiffAnswer>(path, asked);
      asking.print(answer, diffTable(answer));
      if (breaks(answer.changes)) asking.found();
    });
}
