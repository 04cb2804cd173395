import { lifecycle } from '@kfunc-census/lifecycle';
import { byName } from '../list/list-of.ts';
import type { Scope } from '../ports.ts';
import type { QuestionTools } from '../question-tools.ts';
import { readText, type Span } from '../questions.ts';
import { notes } from '../texts.ts';
import { frame, kfuncAnswer } from '../to-answer.ts';
import type {
  CoUsesAnswer,
  KfuncDetailAnswer,
  KfuncShare,
  PartAnswer,
  PartOptions,
  ProgramsAnswer,
  SeriesAnswer,
  StrataAnswer,
  StrataOptions,
  UsesAnswer,
  UsesOptions,
} from './answers.ts';
import { detailOf } from './detail-of.ts';
import { coUsePart, type PartOf, programsPart, strataPart, usesPart } from './parts-of.ts';
import { seriesPart } from './series-part.ts';
import { kfuncNotes } from './texts.ts';

/**
 * Questions about one kfunc. A name that the lifecycle data has is answered although nothing in reach
 * names it. Each throws `query/unknown-kfunc`, with the nearest names, for a name that neither has.
 */
export interface KfuncQueries {
  /** All of it, with the five factors of its lifecycle. */
  kfunc(scope: Scope, name: string, span: Span): Promise<KfuncDetailAnswer>;
  /** On which hosts, by one dimension. */
  kfuncStrata(scope: Scope, name: string, options: Span & StrataOptions): Promise<StrataAnswer>;
  /** Users, by one dimension of the programs. */
  kfuncUses(scope: Scope, name: string, options: Span & UsesOptions): Promise<UsesAnswer>;
  /** The programs that show it. */
  kfuncPrograms(scope: Scope, name: string, options: Span & PartOptions): Promise<ProgramsAnswer>;
  /** Kfuncs that the same programs use. */
  kfuncCoUse(scope: Scope, name: string, options: Span & PartOptions): Promise<CoUsesAnswer>;
  /** Day by day, with a trend. */
  kfuncSeries(scope: Scope, name: string, span: Span): Promise<SeriesAnswer>;
}

/** Creates the questions about one kfunc. */
export function kfuncQueries(tools: QuestionTools): KfuncQueries {
  const { reader, resolve, unknown } = tools;
  return {
    async kfunc(scope, text, span) {
      const name = readText('name', text) ?? '';
      const asked = await resolve(scope, span);
      const answer = await detailOf(reader, lifecycle, asked, name);
      if (answer === undefined) throw await unknown(asked, name);
      return answer;
    },
    kfuncStrata: async (scope, name, options) =>
      await partOf(tools, scope, options, strataPart(name, options, [notes.strata])),
    kfuncUses: async (scope, name, options) =>
      await partOf(tools, scope, options, usesPart(name, options, [kfuncNotes.uses])),
    kfuncPrograms: async (scope, name, options) =>
      await partOf(tools, scope, options, programsPart(name, options, [kfuncNotes.programs])),
    kfuncCoUse: async (scope, name, options) =>
      await partOf(tools, scope, options, coUsePart(name, options, [kfuncNotes.coUse])),
    kfuncSeries: async (scope, name, span) =>
      await partOf(tools, scope, span, seriesPart(name, [kfuncNotes.trend])),
  };
}

async function partOf<Question extends { readonly name: string }, Part>(
  { reader, resolve, unknown }: QuestionTools,
  scope: Scope,
  span: Span,
  { question, notes: own, read }: PartOf<Question, Part>,
): Promise<PartAnswer<Question, Part>> {
  const name = readText('name', question.name) ?? '';
  const asked = await resolve(scope, span);
  const { window, stratum } = asked;
  const found = await reader.kfunc(scope, window, stratum, name);
  if (found.length === 0 && lifecycle.get(name) === undefined) throw await unknown(asked, name);
  const population = await reader.population(scope, window, stratum);
  const answer = frame(question, asked, population);
  const kfuncs: (KfuncShare & Part)[] = [];
  // '' is no module: an object names it, and no kernel offers it there.
  for (const figures of found.filter(({ module }) => module !== '').sort(byName)) {
    const { module, hosts, organisations } = kfuncAnswer(figures);
    const part = await read(reader, asked, figures);
    kfuncs.push({ name, module, hosts, organisations, ...part });
  }
  return { ...answer, notes: [...new Set([...answer.notes, ...own])], kfuncs };
}
