/** Time and randomness, injected. */
export interface Timing {
  /** Milliseconds of a clock that never goes back. */
  monotonic(): number;
  /** Unix milliseconds: only to read a Retry-After that is a date. */
  now(): number;
  /** Evenly distributed in [0, 1). */
  random(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** How long one run tries. */
export interface RetryPolicy {
  /** Attempts per request. */
  readonly attempts: number;
  /** Upper bound of the first wait, ms; it doubles with each attempt. */
  readonly baseMs: number;
  /** Upper bound of any wait of our own choice, ms. */
  readonly capMs: number;
  /** Milliseconds for the whole run, waits included. */
  readonly totalMs: number;
  /** Milliseconds for one request. */
  readonly requestMs: number;
}

/** Bounded for a oneshot: what is not sent now is sent by the next run. */
export const defaultRetryPolicy: RetryPolicy = {
  attempts: 5,
  baseMs: 1_000,
  capMs: 30_000,
  totalMs: 120_000,
  requestMs: 30_000,
};

/**
 * Wait before the next attempt, ms: full jitter, so that a fleet that was cut off at one time does
 * not come back at one time; on top of what the gateway asked for, never less than that.
 */
export function waitBefore(
  attempt: number,
  retryAfterMs: number | undefined,
  policy: RetryPolicy,
  random: () => number,
): number {
  const bound = Math.min(policy.capMs, policy.baseMs * 2 ** (attempt - 1));
  return Math.ceil((retryAfterMs ?? 0) + random() * bound);
}

/** Retry-After (RFC 9110, 10.2.3) in ms: seconds or a date; undefined when absent or unreadable. */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
