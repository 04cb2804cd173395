import { CensusError } from '@kfunc-census/errors';

/** Bounds how often each of several callers may ask. */
export interface RateLimit {
  /** Counts one request. Throws `request/rate-limited`, with the seconds until the next may come. */
  take(caller: string): void;
}

/** How often one caller may ask. */
export interface RateLimitOptions {
  /** Requests per minute over a longer time; 0: without limit. */
  readonly perMinute: number;
  /** Requests at once after a pause, 1 or more. */
  readonly burst: number;
  /** Milliseconds that never run backwards. Default: since this process began. */
  readonly clock?: { now(): number };
}

/** What a caller has left, at an instant of the clock. */
interface Bucket {
  tokens: number;
  at: number;
}

/**
 * A token bucket per caller: `burst` requests at once, refilled at `perMinute`. A bucket is kept for as
 * long as the process runs, so callers must be few and known: those whose credential was found.
 */
export function createRateLimit({
  perMinute,
  burst,
  clock = performance,
}: RateLimitOptions): RateLimit {
  if (perMinute === 0) return unlimited;
  const perMs = perMinute / 60_000;
  const buckets = new Map<string, Bucket>();
  return {
    take(caller) {
      const at = clock.now();
      const bucket = buckets.get(caller) ?? { tokens: burst, at };
      buckets.set(caller, bucket);
      bucket.tokens = Math.min(burst, bucket.tokens + (at - bucket.at) * perMs);
      bucket.at = at;
      if (bucket.tokens < 1) throw tooOften(perMinute, burst, (1 - bucket.tokens) / perMs);
      bucket.tokens -= 1;
    },
  };
}

/** No bound. */
export const unlimited: RateLimit = { take: () => undefined };

function tooOften(perMinute: number, burst: number, waitMs: number): CensusError {
  return new CensusError(
    'request/rate-limited',
    `This credential may ask ${perMinute} times per minute, ${burst} times at once.`,
    {
      field: 'authorization',
      limit: `${perMinute} requests per minute`,
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
    },
  );
}
