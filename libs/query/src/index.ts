export type * from './answers.ts';
export type * from './catalogue/answers.ts';
export { changeGroups } from './catalogue/answers.ts';
export { type Comparison, compareSides, type Difference } from './catalogue/compare-sides.ts';
export type * from './changes/answers.ts';
export { changeLimits } from './changes/answers.ts';
export type * from './content-port.ts';
export { mostMembers } from './content-port.ts';
export { createQueries, type Queries, type QueriesOptions } from './create-queries.ts';
export type { DayListAnswer, DayStateAnswer } from './days/days-of.ts';
export {
  type ChangedDay,
  compareEvidence,
  type EvidenceComparison,
} from './evidence/compare-evidence.ts';
export { comparisonText } from './evidence/comparison-text.ts';
export type * from './evidence/evidence-answer.ts';
export { evidenceText } from './evidence/evidence-text.ts';
export { evidenceHash } from './evidence/hash-evidence.ts';
export type * from './evidence/lifecycle-answer.ts';
export { lifecycleText } from './evidence/lifecycle-text.ts';
export type * from './export/answers.ts';
export { exportFormats, exportTables } from './export/answers.ts';
export type * from './family/answers.ts';
export type * from './family-port.ts';
export { calledClasses, carriedRungs } from './family-port.ts';
export type * from './forecast/answers.ts';
export { forecastBounds } from './forecast/answers.ts';
export type * from './kfunc/answers.ts';
export { partLimits, strataDimensions, useDimensions } from './kfunc/answers.ts';
export type * from './list/answers.ts';
export { callableFilters, lifecycleFilters, listSorts, usedFilters } from './list/answers.ts';
export type { PageAnswer, PageOptions, PageQuestion } from './paging/page.ts';
export type * from './ports.ts';
export type * from './public-weeks/answers.ts';
export { type PublishOptions, publishWeek } from './public-weeks/public-week-queries.ts';
export type * from './public-weeks/public-weeks-port.ts';
export { questionLimits, type Span } from './questions.ts';
export type * from './statements/answers.ts';
export type * from './statements/statements-port.ts';
export { statementBounds, statementStates } from './statements/statements-port.ts';
export type * from './strata-port.ts';
