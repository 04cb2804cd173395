import type { CensusError } from '@kfunc-census/errors';
import type { Scope, UsageReader } from './ports.ts';
import type { Span } from './questions.ts';
import type { Asked } from './to-answer.ts';

/** What questions share. */
export interface QuestionTools {
  readonly reader: UsageReader;
  /** Unix milliseconds; decides which day is today. */
  now(): number;
  /** Days and hosts that are asked for. Throws `request/invalid`, naming the field. */
  resolve(scope: Scope, span: Span): Promise<Asked>;
  /** The error `query/unknown-kfunc`, with the nearest names of the data and of what is in reach. */
  unknown(asked: Asked, name: string): Promise<CensusError>;
}
