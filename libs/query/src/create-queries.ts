import { CensusError } from '@kfunc-census/errors';
import { lifecycle } from '@kfunc-census/lifecycle';
import { dayOf } from '@kfunc-census/usage';
import type {
  CoverageAnswer,
  KfuncDetail,
  KfuncDetailAnswer,
  KfuncListAnswer,
  ListQuestion,
  ListSort,
  UsedFilter,
} from './answers.ts';
import type { EvidenceAnswer } from './evidence/evidence-answer.ts';
import { readEvidence } from './evidence/read-evidence.ts';
import { noStatements, type StatementReader } from './evidence/statements-port.ts';
import type { ForecastAnswer, ForecastRequest } from './forecast/answers.ts';
import { forecastOf } from './forecast/forecast-of.ts';
import { nearestNames } from './nearest-names.ts';
import type { KfuncFigures, Scope, UsageReader } from './ports.ts';
import {
  type ListOptions,
  questionLimits,
  readPage,
  readStratum,
  readText,
  readWindow,
  readWord,
  type Span,
} from './questions.ts';
import { unknownKfunc } from './texts.ts';
import {
  type Asked,
  dayAnswer,
  frame,
  kfuncAnswer,
  programAnswer,
  seenAs,
  totalsOf,
} from './to-answer.ts';

/** The questions of the census. Each throws `request/invalid`, naming the field, for a bad value. */
export interface Queries {
  /** Kfuncs in reach with users and exposed hosts, never-used ones included. */
  kfuncs(scope: Scope, options: ListOptions): Promise<KfuncListAnswer>;
  /** One kfunc; throws `query/unknown-kfunc`, with the nearest names, when nothing names it. */
  kfunc(scope: Scope, name: string, span: Span): Promise<KfuncDetailAnswer>;
  /** Who reported, and what could not be seen. */
  coverage(scope: Scope, span: Span): Promise<CoverageAnswer>;
  /**
   * Evidence of the use of one kfunc, with a hash that the same question over the same complete days
   * gives again. A name that the lifecycle data has is answered although nothing in reach names it.
   * Throws `query/unknown-kfunc` as `kfunc` does, `store/unavailable` when days change meanwhile.
   */
  evidence(scope: Scope, name: string, span: Span): Promise<EvidenceAnswer>;
  /** What becomes of the loaded programs without some kfuncs, with a patch, or on another kernel. */
  forecast(scope: Scope, request: ForecastRequest, span: Span): Promise<ForecastAnswer>;
}

/** What the questions work with. */
export interface QueriesOptions {
  readonly reader: UsageReader;
  /** Unix milliseconds; decides which day is today. */
  readonly clock: { now(): number };
  /** Where statements of use are. Default: there are none. */
  readonly statements?: StatementReader;
}

const usedFilters: readonly UsedFilter[] = ['any', 'used', 'unused'];
const sorts: readonly ListSort[] = ['name', 'users'];

const byName = (a: KfuncFigures, b: KfuncFigures): number => {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.module < b.module ? -1 : 1;
};
const orders: Readonly<Record<ListSort, (a: KfuncFigures, b: KfuncFigures) => number>> = {
  name: byName,
  users: (a, b) => a.users - b.users || a.usersNotCovered - b.usersNotCovered || byName(a, b),
};

function readList(options: ListOptions): ListQuestion {
  return {
    kind: 'kfuncs',
    name: readText('name', options.name) ?? null,
    module: readText('module', options.module) ?? null,
    used: readWord('used', options.used ?? 'any', usedFilters),
    sort: readWord('sort', options.sort ?? 'name', sorts),
    ...readPage(options),
  };
}

function matches({ name, module, used }: ListQuestion, figures: KfuncFigures): boolean {
  return (
    (name === null || figures.name.toLowerCase().includes(name.toLowerCase())) &&
    (module === null || figures.module === module) &&
    (used === 'any' || seenAs(figures) === used)
  );
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

/** The error for a name that nothing in reach knows. */
async function unknown(
  reader: UsageReader,
  { scope, window }: Asked,
  name: string,
  others: readonly string[] = [],
): Promise<CensusError> {
  const known = await reader.kfuncs(scope, window, {});
  const names = known.map((figures) => figures.name);
  const nearest = nearestNames(name, [...names, ...others], 5);
  return new CensusError('query/unknown-kfunc', unknownKfunc(name, nearest), { field: 'name' });
}

async function listOf(
  reader: UsageReader,
  asked: Asked,
  question: ListQuestion,
): Promise<KfuncListAnswer> {
  const { scope, window, stratum } = asked;
  const all = await reader.kfuncs(scope, window, stratum);
  const population = await reader.population(scope, window, stratum);
  const found = all.filter((figures) => matches(question, figures));
  const page = found
    .toSorted(orders[question.sort])
    .slice(question.offset, question.offset + question.limit);
  return {
    ...frame(question, asked, population),
    totals: totalsOf(all),
    matching: found.length,
    kfuncs: page.map(kfuncAnswer),
  };
}

async function detailsOf(
  reader: UsageReader,
  asked: Asked,
  name: string,
): Promise<KfuncDetailAnswer> {
  const { scope, window, stratum } = asked;
  const found = await reader.kfunc(scope, window, stratum, name);
  if (found.length === 0) throw await unknown(reader, asked, name);
  const population = await reader.population(scope, window, stratum);
  const kfuncs: KfuncDetail[] = [];
  for (const figures of found.toSorted(byName)) kfuncs.push(await detail(reader, asked, figures));
  return { ...frame({ kind: 'kfunc' as const, name }, asked, population), kfuncs };
}

async function evidenceOf(
  { reader, statements = noStatements }: QueriesOptions,
  asked: Asked,
  name: string,
): Promise<EvidenceAnswer> {
  const answer = await readEvidence({ reader, lifecycle, statements }, asked, name);
  if (answer === undefined) throw await unknown(reader, asked, name, lifecycle.knownNames());
  return answer;
}

/** Creates the questions over a reader. */
export function createQueries(options: QueriesOptions): Queries {
  const { reader, clock } = options;
  const resolve = async (scope: Scope, span: Span): Promise<Asked> => {
    const now = clock.now();
    const window = readWindow(span, now);
    const stratum = readStratum(span);
    // Before the figures: a day that is complete by then has all its figures.
    const days = await reader.days(scope, window);
    const over = days.map((one) => ({ ...one, complete: one.complete && one.day < dayOf(now) }));
    return { scope, window, stratum, now, days: over };
  };

  return {
    async kfuncs(scope, options) {
      const question = readList(options);
      return await listOf(reader, await resolve(scope, options), question);
    },
    kfunc: async (scope, text, span) => {
      const name = readText('name', text) ?? '';
      return await detailsOf(reader, await resolve(scope, span), name);
    },
    async coverage(scope, span) {
      const asked = await resolve(scope, span);
      const population = await reader.population(scope, asked.window, asked.stratum);
      return frame({ kind: 'coverage' as const }, asked, population);
    },
    evidence: async (scope, text, span) => {
      const name = readText('name', text) ?? '';
      return await evidenceOf(options, await resolve(scope, span), name);
    },
    forecast: async (scope, request, span) =>
      await forecastOf(reader, await resolve(scope, span), request),
  };
}
