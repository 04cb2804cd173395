export { type IntakeHttpOptions, IntakeModule } from './intake.module.ts';
