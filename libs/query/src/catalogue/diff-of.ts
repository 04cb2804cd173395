import { CensusError } from '@kfunc-census/errors';
import { lifecycle } from '@kfunc-census/lifecycle';
import { forecastLimits } from '@kfunc-census/usage';
import type { KfuncFigures, UsageReader } from '../ports.ts';
import { readText } from '../questions.ts';
import { type Asked, frame, kfuncAnswer } from '../to-answer.ts';
import {
  type CatalogueDiffAnswer,
  type ChangeGroup,
  type ChangeUseAnswer,
  changeGroups,
  type DiffSideAnswer,
} from './answers.ts';
import { compareSides, type Difference } from './compare-sides.ts';
import { findSide, type Side } from './find-side.ts';
import { catalogueNotes } from './texts.ts';
import { toKernelEntry } from './to-kernel-entry.ts';

const sideAnswer = ({ asked, catalogues }: Side): DiffSideAnswer => ({
  asked,
  catalogues: catalogues.map(({ catalogue, module }) => ({ catalogue, module })),
});

const modulesOf = ({ catalogues }: Side) =>
  catalogues.map(({ module, entries }) => ({ module, entries: entries.map(toKernelEntry) }));

/** One catalogue beside a whole kernel stands for its module alone. */
function alike(from: Side, to: Side): readonly [Side, Side] {
  const single = [from, to].find(({ asked, catalogues }) => catalogues[0]?.catalogue === asked);
  const module = single?.catalogues[0]?.module;
  if (module === undefined) return [from, to];
  const cut = (side: Side, field: string): Side => {
    const catalogues = side.catalogues.filter((each) => each.module === module);
    if (catalogues.length > 0) return { ...side, catalogues };
    throw new CensusError(
      'request/invalid',
      `${field}: "${side.asked}" has no catalogue of the module ${module}, which the other side is of.`,
      { field },
    );
  };
  return [cut(from, 'from'), cut(to, 'to')];
}

function useOf(figures: KfuncFigures | undefined): ChangeUseAnswer | null {
  if (figures === undefined) return null;
  const { hosts, organisations, users_not_covered, last_used } = kfuncAnswer(figures);
  return { hosts, organisations, users_not_covered, last_used };
}

function countsOf(differences: readonly Difference[]): Readonly<Record<ChangeGroup, number>> {
  const counts = changeGroups.map((group) => [
    group,
    differences.filter((each) => each.group === group).length,
  ]);
  return Object.fromEntries(counts) as Record<ChangeGroup, number>;
}

/** What is compared: ids of catalogues or releases of kernels, and the one module if only one is. */
export interface DiffAsked {
  readonly from: string;
  readonly to: string;
  readonly module?: string | undefined;
}

/**
 * What differs between two kernels, with the users of what is gone or changed. Throws what `findSide`
 * throws, and `request/invalid` for two catalogues of different modules.
 */
export async function diffOf(
  reader: UsageReader,
  asked: Asked,
  { from, to, module: only }: DiffAsked,
): Promise<CatalogueDiffAnswer> {
  const { scope, window, stratum } = asked;
  const all = await reader.catalogues(scope);
  const module = readText('module', only) ?? null;
  const sideOf = (field: 'from' | 'to', text: string) =>
    findSide(reader, scope, all, { field, asked: readText(field, text) ?? '', module });
  const [before, after] = alike(await sideOf('from', from), await sideOf('to', to));
  const { differences, notCompared } = compareSides(modulesOf(before), modulesOf(after));
  const population = await reader.population(scope, window, stratum);
  const figures = await reader.kfuncs(scope, window, stratum);
  const byKfunc = new Map(figures.map((each) => [`${each.name}\n${each.module}`, each]));
  const base = frame(
    { kind: 'diff' as const, from: sideAnswer(before), to: sideAnswer(after), module },
    asked,
    population,
  );
  return {
    ...base,
    notes: [...base.notes, catalogueNotes.diff, catalogueNotes.links, catalogueNotes.uncertain],
    not_compared: notCompared,
    counts: countsOf(differences),
    changes: differences.map((each) => ({
      ...each,
      use: each.group === 'new' ? null : useOf(byKfunc.get(`${each.name}\n${each.module}`)),
      successors: lifecycle
        .successorsOf(each.name)
        .map(({ to: name, kind, version }) => ({ name, kind, version })),
    })),
    limits: forecastLimits,
  };
}
