import { CensusError } from '@kfunc-census/errors';
import { lifecycle } from '@kfunc-census/lifecycle';
import { dayOf } from '@kfunc-census/usage';
import type { CoverageAnswer } from './answers.ts';
import type {
  CatalogueAnswer,
  CatalogueDiffAnswer,
  CatalogueListAnswer,
  CatalogueListOptions,
  DiffOptions,
  KernelListAnswer,
} from './catalogue/answers.ts';
import { diffOf } from './catalogue/diff-of.ts';
import { catalogueOf, cataloguesOf, kernelsOf } from './catalogue/in-reach.ts';
import type { ChangesAnswer, ChangesOptions } from './changes/answers.ts';
import { changesOf } from './changes/changes-of.ts';
import { type DayListAnswer, daysOf } from './days/days-of.ts';
import type { EvidenceAnswer } from './evidence/evidence-answer.ts';
import { readEvidence } from './evidence/read-evidence.ts';
import type { Export, ExportOptions } from './export/answers.ts';
import { exportOf } from './export/export-of.ts';
import { type FamilyQueries, familyQueries } from './family/family-queries.ts';
import type { ForecastAnswer, ForecastRequest } from './forecast/answers.ts';
import { forecastOf } from './forecast/forecast-of.ts';
import { type KfuncQueries, kfuncQueries } from './kfunc/kfunc-queries.ts';
import type { KfuncListAnswer, ListOptions } from './list/answers.ts';
import { listOf } from './list/list-of.ts';
import { nearestNames } from './nearest-names.ts';
import type { PageOptions } from './paging/page.ts';
import type { Scope, UsageReader } from './ports.ts';
import { type PublicWeekQueries, publicWeekQueries } from './public-weeks/public-week-queries.ts';
import type { QuestionTools } from './question-tools.ts';
import { readStratum, readText, readWindow, type Span } from './questions.ts';
import type { StatementListAnswer, StatementOptions, StatementView } from './statements/answers.ts';
import { readStatements } from './statements/read-statements.ts';
import { unknownKfunc } from './texts.ts';
import { type Asked, frame } from './to-answer.ts';

/** The questions of the census. Each throws `request/invalid`, naming the field, for a bad value. */
export interface Queries extends KfuncQueries, FamilyQueries, PublicWeekQueries {
  /** Kfuncs in reach with users and exposed hosts, never-used ones included. */
  kfuncs(scope: Scope, options: ListOptions): Promise<KfuncListAnswer>;
  /** Kfuncs that are used in a week and were not in the week before, and the other way round. */
  changes(scope: Scope, options: ChangesOptions): Promise<ChangesAnswer>;
  /** How final the figures of each day are. */
  days(scope: Scope, span: Span): Promise<DayListAnswer>;
  /** Kernels that hosts reported, on any day. */
  kernels(scope: Scope, page: PageOptions): Promise<KernelListAnswer>;
  /** Catalogues that hosts reported, on any day. */
  catalogues(scope: Scope, options: CatalogueListOptions): Promise<CatalogueListAnswer>;
  /** What a catalogue holds; throws `query/unknown-catalogue`, with the nearest, for what is none. */
  catalogue(scope: Scope, id: string, page: PageOptions): Promise<CatalogueAnswer>;
  /** What differs between two catalogues, or two kernels by release, and who uses it. Throws as above. */
  diff(scope: Scope, from: string, to: string, options: DiffOptions): Promise<CatalogueDiffAnswer>;
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
  /** What users said of kfuncs, as it stands now. */
  statements(
    scope: Scope,
    options: StatementOptions,
    view: StatementView,
  ): Promise<StatementListAnswer>;
  /** A whole table, to be read by programs and spreadsheets. */
  export(scope: Scope, options: ExportOptions): Promise<Export>;
}

/** What the questions work with. */
export interface QueriesOptions {
  readonly reader: UsageReader;
  /** Unix milliseconds; decides which day is today. */
  readonly clock: { now(): number };
}

/** The error for a name that nothing in reach knows. */
async function unknown(
  reader: UsageReader,
  { scope }: Asked,
  name: string,
  others: readonly string[] = [],
): Promise<CensusError> {
  const names = await reader.names(scope);
  const nearest = nearestNames(name, [...names, ...others], 5);
  return new CensusError('query/unknown-kfunc', unknownKfunc(name, nearest), { field: 'name' });
}

async function evidenceOf(
  { reader }: QueriesOptions,
  asked: Asked,
  name: string,
): Promise<EvidenceAnswer> {
  const answer = await readEvidence({ reader, lifecycle }, asked, name);
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
  const tools: QuestionTools = {
    reader,
    now: () => clock.now(),
    resolve,
    unknown: (asked, name) => unknown(reader, asked, name, lifecycle.knownNames()),
  };

  return {
    ...kfuncQueries(tools),
    ...familyQueries(tools),
    ...publicWeekQueries(reader),
    changes: (scope, options) => changesOf(tools, scope, options),
    kfuncs: async (scope, options) => await listOf(reader, await resolve(scope, options), options),
    days: async (scope, span) => await daysOf(reader, await resolve(scope, span)),
    kernels: (scope, page) => kernelsOf(reader, { scope, now: clock.now() }, page),
    catalogues: (scope, list) => cataloguesOf(reader, { scope, now: clock.now() }, list),
    catalogue: (scope, id, page) => catalogueOf(reader, { scope, now: clock.now() }, id, page),
    diff: async (scope, from, to, options) =>
      await diffOf(reader, await resolve(scope, options), { from, to, module: options.module }),
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
    statements: (scope, options, view) =>
      readStatements(reader, { scope, now: clock.now() }, options, view),
    export: (scope, options) => exportOf({ reader, scope, now: clock.now(), resolve }, options),
  };
}
