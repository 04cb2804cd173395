/** Seconds without a move after which a loop counts as stuck. A try to insert takes 90 s at most. */
export const stuckAfterSeconds = 300;

/** Tells whether a loop moves. */
export interface LoopWatch {
  /** It moved now. */
  moved(): void;
  /** It waits for work, and nothing shows that it does: its age is 0 until it moves again. */
  waits(): void;
  /** Seconds since it moved last. */
  age(): number;
  /** Whether it moved within `stuckAfterSeconds`. */
  moves(): boolean;
}

/** Watches one loop. `now`: monotonic, milliseconds. */
export function createLoopWatch(now: () => number = () => performance.now()): LoopWatch {
  let last: number | undefined = now();
  const age = (): number => (last === undefined ? 0 : (now() - last) / 1000);
  return {
    moved: () => {
      last = now();
    },
    waits: () => {
      last = undefined;
    },
    age,
    moves: () => age() <= stuckAfterSeconds,
  };
}
