export {
  type ClusterInterval,
  clusterInterval,
  type NoInterval,
  type OrganisationHosts,
} from './cluster-interval.ts';
export { type CoUse, type CoUseQuestion, type CoUses, coUses } from './co-use.ts';
export { addDays, countDays, type DayRange, dayOf, daysOf, isDay, lastDays } from './days.ts';
export { type FamilySides, familySides, memberOf, type Successors } from './family-sides.ts';
export {
  type Age,
  type FiveFactors,
  fiveFactors,
  type KnownFactors,
  type MeasuredUse,
  type MovingCost,
  type PastEnd,
  type SubsystemRecord,
} from './five-factors.ts';
export { type Forecast, forecast, forecastLimits } from './forecast.ts';
export type { Families } from './forecast-kin.ts';
export { forecastObject } from './forecast-object.ts';
export { type Judge, type Judgement, judgeOf, targetOfPatch } from './forecast-target.ts';
export {
  type CatalogueTarget,
  type ExternOutcome,
  type ForecastObject,
  type ForecastOutcome,
  type ForecastProgram,
  type ForecastTarget,
  forecastOutcomes,
  type ObjectForecast,
  type OpenByPatch,
  type Unresolved,
  type Untold,
} from './forecast-types.ts';
export { type Interval, wilsonInterval, zeroBound } from './interval.ts';
export {
  type CarryingProgram,
  type Migration,
  type MigrationClass,
  type MigrationDay,
  type MigrationRow,
  migrationClasses,
  migrationOf,
  migrationSeries,
} from './migration.ts';
export { kfuncsInPatch, type PatchKfuncs } from './patch.ts';
export { countReach, type ProgramReach, type ReachCount } from './reach.ts';
export { type Rung, rungs, useRungs } from './rung.ts';
export { type Share, shareOf } from './share.ts';
export {
  type Bounds,
  type HostBounds,
  type HostCounts,
  type PublishedParts,
  published,
  publishedCounts,
  publishedParts,
  smallCellThreshold,
} from './small-cells.ts';
export { studentQuantile } from './student-t.ts';
export {
  changesOfWeek,
  type DayOfUse,
  type ShareChange,
  shareChange,
  type WeekChange,
  type WeekChangeKind,
} from './trend.ts';
export { addWeeks, daysOfWeek, isoWeekOf, isWeek } from './week.ts';
