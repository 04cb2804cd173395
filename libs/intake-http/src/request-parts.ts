import { CensusError } from '@kfunc-census/errors';
import { RawBody } from '@kfunc-census/nest-kit';
import { limits, statementIdPattern } from '@kfunc-census/report';

/** Header in which a sender states how many whole seconds a report waited on its host. */
export const ageHeader = 'census-report-age';

/** The stated age in seconds; 0 when none is stated. Throws `request/invalid`. */
export function readAge(header: string | undefined): number {
  const age = Number(header ?? '0');
  if (/^\d{1,8}$/.test(header ?? '0') && age <= limits.ageSeconds) return age;
  throw new CensusError(
    'request/invalid',
    `${ageHeader}: expected whole seconds from 0 to ${limits.ageSeconds}.`,
    { field: ageHeader, limit: `${limits.ageSeconds} seconds` },
  );
}

/** An id of the contract, from a path. Throws `request/invalid`. */
export function readId(text: string): string {
  if (/^[0-9a-f]{32}$/.test(text)) return text;
  throw new CensusError('request/invalid', 'id: expected 32 lower-case hexadecimal digits.', {
    field: 'id',
  });
}

/** An id of a statement, from a path. Throws `request/invalid`. */
export function readStatementId(text: string): string {
  if (statementIdPattern.test(text)) return text;
  throw new CensusError('request/invalid', 'id: expected a UUID in lower case.', { field: 'id' });
}

/** The body, which a request without one lacks. Throws `report/malformed-json`. */
export function requireBody(body: unknown): RawBody {
  if (body instanceof RawBody) return body;
  throw new CensusError('report/malformed-json', 'The request has no body.', { field: 'body' });
}
