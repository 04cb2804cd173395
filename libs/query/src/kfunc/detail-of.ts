import type { Lifecycle } from '@kfunc-census/lifecycle';
import { lifecycleFacts } from '../evidence/lifecycle-facts.ts';
import { readMoving } from '../evidence/read-migration.ts';
import type { FamilyFigures } from '../family-port.ts';
import { byName } from '../list/list-of.ts';
import type { KfuncFigures, UsageReader } from '../ports.ts';
import { questionLimits } from '../questions.ts';
import { type Asked, dayAnswer, frame, kfuncAnswer, programAnswer } from '../to-answer.ts';
import type { KfuncDetail, KfuncDetailAnswer, KfuncLifecycle } from './answers.ts';
import { nameUse } from './name-use.ts';
import { kfuncNotes } from './texts.ts';

/** One kfunc in full; undefined when neither anything in reach nor the lifecycle data has the name. */
export async function detailOf(
  reader: UsageReader,
  lifecycle: Lifecycle,
  asked: Asked,
  name: string,
): Promise<KfuncDetailAnswer | undefined> {
  const { scope, window, stratum } = asked;
  const found = await reader.kfunc(scope, window, stratum, name);
  if (found.length === 0 && lifecycle.get(name) === undefined) return undefined;
  const population = await reader.population(scope, window, stratum);
  const kfuncs: KfuncDetail[] = [];
  for (const figures of found.toSorted(byName)) kfuncs.push(await detail(reader, asked, figures));
  const answer = frame({ kind: 'kfunc' as const, name }, asked, population);
  return {
    ...answer,
    notes: [...answer.notes, kfuncNotes.lifecycle],
    kfuncs,
    lifecycle: await lifecycleOf(reader, lifecycle, asked, { name, found }),
  };
}

async function detail(
  reader: UsageReader,
  asked: Asked,
  figures: KfuncFigures,
): Promise<KfuncDetail> {
  const { scope, window, stratum } = asked;
  const most = questionLimits.programs;
  const programs = await reader.programs(scope, window, stratum, figures, most + 1);
  const kernels = await reader.kernels(scope, window, figures);
  const series = await reader.series(scope, window, stratum, figures);
  return {
    ...kfuncAnswer(figures),
    programs: programs.slice(0, most).map(programAnswer),
    programs_truncated: programs.length > most,
    kernels,
    series: series.map((day) => dayAnswer(day, asked)),
  };
}

async function lifecycleOf(
  reader: UsageReader,
  lifecycle: Lifecycle,
  asked: Asked,
  { name, found }: { readonly name: string; readonly found: readonly KfuncFigures[] },
): Promise<KfuncLifecycle> {
  const { lines_present, successors, record, ...facts } = lifecycleFacts(name, lifecycle);
  const introduced = facts.lives[0]?.introduced.version;
  return {
    ...facts,
    five_factors: {
      use: nameUse(await useOf(reader, asked, name, found)),
      age:
        introduced === undefined || lines_present === null ? null : { introduced, lines_present },
      alternatives: successors,
      subsystem: record,
      moving: await readMoving(reader, lifecycle, asked, name),
    },
    kernel_tags: await reader.tagsOf(asked.scope, name),
  };
}

/** Figures of a name: those of its module, or of all of them as one where several offer it. */
async function useOf(
  reader: UsageReader,
  { scope, window, stratum }: Asked,
  name: string,
  found: readonly KfuncFigures[],
): Promise<FamilyFigures> {
  const [first, ...others] = found.filter(({ module }) => module !== '');
  if (first !== undefined && others.length === 0) return first;
  return await reader.familyFigures(scope, window, stratum, [name]);
}
