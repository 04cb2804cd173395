export {
  type Accepted,
  createIntake,
  type Intake,
  type IntakeClock,
  type IntakeOptions,
  type ReportOrigin,
} from './accept.ts';
export type * from './ports.ts';
