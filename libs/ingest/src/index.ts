export {
  type Accepted,
  createIntake,
  type Intake,
  type IntakeClock,
  type IntakeOptions,
  type ReportOrigin,
} from './accept.ts';
export {
  type BatchOutcome,
  createIngester,
  type Ingester,
  type IngesterOptions,
  type IngesterStats,
  type RetryPolicy,
} from './ingester.ts';
export type * from './ports.ts';
