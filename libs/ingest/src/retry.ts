import { isCensusError } from '@kfunc-census/errors';

/** How long is waited between two tries at what is away. There is no last try: only a stop ends them. */
export interface RetryPolicy {
  /** First pause in ms; each one is twice the one before, */
  readonly initialMs: number;
  /** up to this. */
  readonly maxMs: number;
}

/** What retries work with. */
export interface RetryOptions {
  /** Called before each pause, with the error that the store, or the queue, gave. */
  readonly onRetry?: (error: unknown, pauseMs: number) => void;
  /** Default: pauses from 250 ms to 10 s. */
  readonly retry?: RetryPolicy;
  /** Resolves after `ms`, or when `signal` aborts. Default: the timer of the system. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const untilTenSeconds: RetryPolicy = { initialMs: 250, maxMs: 10_000 };

/** Resolves after `ms`, or when `signal` aborts. */
export function systemWait(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    // biome-ignore lint/style/noRestrictedGlobals: the default of an injected wait, the only timer here
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/** Whether the same bytes may be taken later: the network, a timeout, too many parts, memory. */
export const passes = (error: unknown): boolean => isCensusError(error) && error.spec.retryable;

/**
 * Does `work`, and again after a pause as long as its error passes; resolves as the try that succeeded.
 * Rejects with an error that does not pass, and with the last one once `signal` aborts. `failed` is
 * called for each failure that passes, before the next try.
 */
export async function patiently<T>(
  work: () => Promise<T>,
  { onRetry, retry = untilTenSeconds, wait = systemWait }: RetryOptions,
  signal: AbortSignal,
  failed: () => void = () => undefined,
): Promise<T> {
  for (let pauseMs = retry.initialMs; ; pauseMs = Math.min(pauseMs * 2, retry.maxMs)) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error)) throw error;
      failed();
      if (signal.aborted) throw error;
      onRetry?.(error, pauseMs);
      await wait(pauseMs, signal);
      if (signal.aborted) throw error;
    }
  }
}
