export { CensusError, type ErrorDetails, isCensusError } from './census-error.ts';
export { type ErrorCode, type ErrorSpec, errorCodes } from './codes.ts';
export { type Problem, toProblem } from './problem.ts';
