import type {
  AnswerFrame,
  CoUsesAnswer,
  KfuncShare,
  ProgramsAnswer,
  SeriesAnswer,
  StrataAnswer,
  UsesAnswer,
} from '@kfunc-census/query';
import { safe } from '@kfunc-census/terminal';
import { narrowTable } from './narrow-table.ts';
import { noteLines, populationLines, text, windowLines } from './tables.ts';
import {
  moreLines,
  nameOf,
  programTable,
  seriesLines,
  strataLines,
  trendLines,
} from './usage-table.ts';

/** Any part of a kfunc. */
export type PartOfUsage = StrataAnswer | UsesAnswer | ProgramsAnswer | CoUsesAnswer | SeriesAnswer;

function around(
  answer: AnswerFrame<{ readonly name: string }>,
  kfuncs: readonly (readonly (readonly string[])[])[],
): string {
  const none = [[safe(answer.question.name), '  not exposed anywhere']];
  return text([
    windowLines(answer),
    ...(kfuncs.length === 0 ? none : kfuncs.flat()),
    populationLines(answer.population),
    noteLines(answer.notes),
  ]);
}

const heading = (kfunc: KfuncShare): readonly string[] => [
  nameOf(kfunc),
  `  hosts              ${kfunc.hosts.statement}`,
];

function usesLines(by: string, { uses }: UsesAnswer['kfuncs'][number]): readonly string[] {
  if (uses.rows.length === 0) return ['No exposed host uses it.'];
  const rows = uses.rows.map((one) => [
    one.value ?? 'not known',
    one.hosts,
    one.organisations,
    one.programs,
  ]);
  const head = [by.toUpperCase(), 'HOSTS', 'ORGANISATIONS', 'PROGRAMS'];
  return [...narrowTable(head, rows), ...moreLines(uses)];
}

function coUseLines({ co_use: list }: CoUsesAnswer['kfuncs'][number]): readonly string[] {
  if (list.rows.length === 0) return ['Its programs use no other kfunc.'];
  const rows = list.rows.map((one) => [one.name, one.module, one.programs, one.hosts]);
  return [...narrowTable(['KFUNC', 'MODULE', 'PROGRAMS', 'HOSTS'], rows), ...moreLines(list)];
}

function seriesPart(kfunc: SeriesAnswer['kfuncs'][number]): readonly (readonly string[])[] {
  return [[...heading(kfunc), ...trendLines(kfunc.trend)], seriesLines({ series: kfunc.days })];
}

/** A part of a kfunc for a person. */
export function usagePartTable(answer: PartOfUsage): string {
  switch (answer.question.kind) {
    case 'strata': {
      const { by } = answer.question;
      const { kfuncs } = answer as StrataAnswer;
      return around(
        answer,
        kfuncs.map((one) => [heading(one), strataLines(by, one)]),
      );
    }
    case 'uses': {
      const { by } = answer.question;
      const { kfuncs } = answer as UsesAnswer;
      return around(
        answer,
        kfuncs.map((one) => [heading(one), usesLines(by, one)]),
      );
    }
    case 'programs': {
      const { kfuncs } = answer as ProgramsAnswer;
      return around(
        answer,
        kfuncs.map((one) => [
          heading(one),
          [...programTable(one.programs.rows), ...moreLines(one.programs)],
        ]),
      );
    }
    case 'co-use': {
      const { kfuncs } = answer as CoUsesAnswer;
      return around(
        answer,
        kfuncs.map((one) => [heading(one), coUseLines(one)]),
      );
    }
    case 'series':
      return around(answer, (answer as SeriesAnswer).kfuncs.map(seriesPart));
  }
}
