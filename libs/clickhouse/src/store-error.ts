import { CensusError } from '@kfunc-census/errors';

/**
 * Codes of ClickHouse that say "not now" (src/Common/ErrorCodes.cpp): the same bytes may be taken
 * later. Access errors are among them, since they are a fault of the installation, not of the data.
 */
const unavailable = new Set([
  159, // TIMEOUT_EXCEEDED
  164, // READONLY
  192, // UNKNOWN_USER
  193, // WRONG_PASSWORD
  194, // REQUIRED_PASSWORD
  202, // TOO_MANY_SIMULTANEOUS_QUERIES
  209, // SOCKET_TIMEOUT
  210, // NETWORK_ERROR
  225, // NO_ZOOKEEPER
  236, // ABORTED
  241, // MEMORY_LIMIT_EXCEEDED
  242, // TABLE_IS_READ_ONLY
  243, // NOT_ENOUGH_SPACE
  252, // TOO_MANY_PARTS
  279, // ALL_CONNECTION_TRIES_FAILED
  285, // TOO_FEW_LIVE_REPLICAS
  319, // UNKNOWN_STATUS_OF_INSERT
  394, // QUERY_WAS_CANCELLED
  439, // CANNOT_SCHEDULE_TASK
  497, // ACCESS_DENIED
  516, // AUTHENTICATION_FAILED
  999, // KEEPER_EXCEPTION
]);
/** UNKNOWN_TABLE, UNKNOWN_DATABASE: the schema is not there yet; the ingester brings it. */
const noSchema = new Set([60, 81]);

/** An exception of the engine. By shape: the in-process connection has a class of its own. */
interface EngineException {
  /** Number of the code, as text. */
  readonly code: string;
  /** Name of the code, e.g. `UNKNOWN_TABLE`. */
  readonly type?: string;
}

function isEngineException(cause: unknown): cause is EngineException {
  return (
    cause instanceof Error &&
    'code' in cause &&
    typeof cause.code === 'string' &&
    /^\d+$/.test(cause.code)
  );
}

function fromEngine(cause: EngineException, doing: string): CensusError {
  const code = Number(cause.code);
  const kind = cause.type === undefined ? `code ${code}` : cause.type;
  if (unavailable.has(code))
    return new CensusError('store/unavailable', `The store could not ${doing} now (${kind}).`, {
      cause,
    });
  if (noSchema.has(code))
    return new CensusError(
      'store/unavailable',
      `The store could not ${doing}: its schema is not there yet (${kind}).`,
      { cause },
    );
  return new CensusError('store/rejected', `The store refused to ${doing} (${kind}).`, { cause });
}

/**
 * The error of the closed list for whatever client or engine threw. The engine's text stays in
 * `cause` only: it may quote data. What is no answer of the engine is a fault of the way to it.
 */
export function storeError(cause: unknown, doing: string): CensusError {
  if (cause instanceof CensusError) return cause;
  if (isEngineException(cause)) return fromEngine(cause, doing);
  return new CensusError('store/unavailable', `The store could not be reached to ${doing}.`, {
    cause,
  });
}
