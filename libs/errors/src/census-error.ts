import { type ErrorCode, type ErrorSpec, errorCodes } from './codes.ts';

/** What may go with an error besides its code and message. */
export interface ErrorDetails {
  /** JSON pointer, parameter or variable name that is at fault. */
  readonly field?: string;
  /** The limit that was passed, with its unit, e.g. `2097152 bytes`. */
  readonly limit?: string;
  /** Seconds after which a retry makes sense; only with retryable codes. */
  readonly retryAfterSeconds?: number;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/** The one error class of the project: a code of the closed list and a sentence for a person. */
export class CensusError extends Error {
  override readonly name = 'CensusError';
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly limit: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.field = details.field;
    this.limit = details.limit;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  /** The entry of the closed list. */
  get spec(): ErrorSpec {
    return errorCodes[this.code];
  }
}

/** Whether a value is a CensusError, of the given code if one is given. */
export function isCensusError(value: unknown, code?: ErrorCode): value is CensusError {
  return value instanceof CensusError && (code === undefined || value.code === code);
}
