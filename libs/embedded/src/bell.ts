/** Wakes those who wait for something to change. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, after `ms` (undefined: never by time), or when `signal` aborts. */
  wait(ms: number | undefined, signal: AbortSignal): Promise<void>;
}

/** A bell without memory: check the condition, then wait, in one go without `await` between. */
export function createBell(): Bell {
  const listeners = new Set<() => void>();
  return {
    ring() {
      for (const listener of [...listeners]) listener();
    },
    wait(ms, signal) {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          listeners.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = ms === undefined ? undefined : setTimeout(done, ms);
        listeners.add(done);
        signal.addEventListener('abort', done, { once: true });
      });
    },
  };
}
