export {
  type ClusterInterval,
  clusterInterval,
  type NoInterval,
  type OrganisationHosts,
} from './cluster-interval.ts';
export { addDays, countDays, type DayRange, dayOf, daysOf, isDay, lastDays } from './days.ts';
export { type Interval, wilsonInterval, zeroBound } from './interval.ts';
export { type Rung, rungs, useRungs } from './rung.ts';
export { type Share, shareOf } from './share.ts';
export { studentQuantile } from './student-t.ts';
