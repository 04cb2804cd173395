export {
  type Accepted,
  createIntake,
  type Intake,
  type IntakeOptions,
  type ReportOrigin,
} from './accept.ts';
export type { AcceptedStatement, StatementIntake } from './accept-statement.ts';
export { type ClosedDay, closedMark, type DayLine, reopenedMark } from './day-line.ts';
export {
  believedForMs,
  createIngester,
  type Ingester,
  type IngesterOptions,
} from './ingester.ts';
export type { Lag } from './lag.ts';
export { letterKey } from './letter-id.ts';
export { type DayMarkOptions, markDays, overDay } from './mark-days.ts';
export type { BatchOutcome, IngesterStats } from './outcome.ts';
export { organisationOf } from './poison.ts';
export type * from './ports.ts';
export { type ReplayOptions, replayLetters } from './replay.ts';
export type { RetryOptions, RetryPolicy } from './retry.ts';
export {
  createRollUpBuilder,
  keepRollUps,
  type RollUpOptions,
  type RollUpStore,
  type RollUpWindow,
  rollUpWindows,
  type WantedRollUp,
} from './roll-ups.ts';
export { type SetAside, setAsideText } from './set-aside.ts';
export {
  setTenantState,
  type Tenant,
  type TenantOptions,
  type TenantState,
  type TenantStore,
} from './tenants.ts';
