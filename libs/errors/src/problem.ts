import { CensusError } from './census-error.ts';

/** RFC 9457 problem details, with the members this project adds. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly field?: string;
  readonly limit?: string;
  readonly fix: string;
}

/**
 * The problem document of an error (RFC 9457). An error that is not a CensusError becomes
 * `internal/unexpected` without its message, which may hold details that are nobody's business.
 */
export function toProblem(error: unknown): Problem {
  const known =
    error instanceof CensusError
      ? error
      : new CensusError('internal/unexpected', 'The service met an unexpected error.');
  return {
    type: `urn:kfunc-census:error:${known.code}`,
    title: known.spec.title,
    status: known.spec.status,
    detail: known.message,
    code: known.code,
    ...(known.field === undefined ? {} : { field: known.field }),
    ...(known.limit === undefined ? {} : { limit: known.limit }),
    fix: known.spec.fix,
  };
}
