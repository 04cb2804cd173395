import type { IntakeClock } from './ports.ts';
import { systemWait } from './retry.ts';

/** A window that is rolled up: whole UTC days, `YYYY-MM-DD`, both ends included. */
export interface RollUpWindow {
  readonly from: string;
  readonly to: string;
  /** Number of its days. */
  readonly days: number;
}

/** The roll-up of a window that one organisation lacks, or of which what is stored has changed. */
export interface WantedRollUp {
  readonly organisation: string;
  /** What is stored of its days, in hex: the same text, the same reports. */
  readonly state: string;
  /** Id of a roll-up of this state, in hex. */
  readonly build: string;
  /** Ids in hex of contents that it refers to and that are not stored. */
  readonly lacking: readonly string[];
}

/** Keeps figures of the usual windows by organisation, beside the reports of which they are. */
export interface RollUpStore {
  /** Lengths of the windows that are rolled up, in days, ascending. */
  readonly lengths: readonly number[];
  /** The newest UTC day that is complete; undefined before the first. */
  completeThrough(): Promise<string | undefined>;
  /** What roll-ups depend on, by day: a text that is another one after any insert of reports of the day. */
  changes(
    from: string,
    to: string,
  ): Promise<readonly { readonly day: string; readonly changes: string }[]>;
  /** Organisations of the window without a roll-up of what is stored now. */
  wanted(window: RollUpWindow): Promise<readonly WantedRollUp[]>;
  /**
   * Builds them. They are read once all of their figures are there and while what is stored is what
   * `wanted` saw; so it may break off, and several may do it at once.
   */
  build(window: RollUpWindow, wanted: readonly WantedRollUp[]): Promise<void>;
  /** Puts together what is stored in pieces, so that the next questions read less. Changes no answer. */
  condense(): Promise<void>;
  /** From now on no roll-up of the organisation is read until it was built again. */
  invalidate(organisation: string): Promise<void>;
}

/** What the building of roll-ups works with. */
export interface RollUpOptions {
  readonly rollUps: RollUpStore;
  readonly clock: IntakeClock;
  /** Days, from the newest complete one back, on which the windows end that are built. Default 28. */
  readonly endDays?: number;
  /** Resolves after `ms`, or when `signal` aborts. Default: the timer of the system. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Called when a look failed, with the milliseconds until the next one. */
  readonly onFailure?: (error: unknown, pauseMs: number) => void;
  /** Called after each window that was built. */
  readonly onBuilt?: (window: RollUpWindow, organisations: number) => void;
}

const dayMs = 86_400_000;
/** Days, from the newest complete one back, on which the windows end that are kept up to date. */
const usualEndDays = 28;
/** The days before a window that tell who fell silent. */
const daysBefore = 28;
/**
 * Milliseconds between two looks. What is to be built was seen unchanged a look before: an insert takes
 * less than that, so no insert is half done that had begun then.
 */
export const rollUpLookMs = 120_000;
/** Milliseconds between two looks at most, however many fail: one window that fails delays all others. */
const longestPauseMs = 600_000;
/** Milliseconds after which windows are looked at that did not change: content may have come. */
const anywayMs = 3_600_000;
/** Organisations of one build. */
const together = 50;

const shifted = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * dayMs).toISOString().slice(0, 10);

/** The windows that are kept up to date when `through` is the newest complete day, newest first. */
export function rollUpWindows(
  through: string,
  lengths: readonly number[],
  endDays = usualEndDays,
): readonly RollUpWindow[] {
  return Array.from({ length: endDays }, (_, back) => shifted(through, -back)).flatMap((to) =>
    lengths.map((days) => ({ from: shifted(to, 1 - days), to, days })),
  );
}

const keyOf = ({ to, days }: RollUpWindow): string => `${to} ${days}`;

interface Settled {
  readonly changes: string;
  readonly at: number;
}

/** One look after another; remembers what it saw, since a build waits for the second look at the same. */
export function createRollUpBuilder({ rollUps, clock, endDays, onBuilt }: RollUpOptions) {
  /** Windows of which nothing was wanted. */
  const settled = new Map<string, Settled>();
  let seen: ReadonlySet<string> = new Set();
  let condensed: string | undefined;

  const changesOf = async (windows: readonly RollUpWindow[]) => {
    const days = windows.flatMap(({ from, to }) => [shifted(from, -daysBefore), to]).sort();
    const rows = await rollUps.changes(days[0] ?? '', days.at(-1) ?? '');
    return ({ from, to }: RollUpWindow) =>
      rows
        .filter(({ day }) => day >= shifted(from, -daysBefore) && day <= to)
        .map(({ day, changes }) => `${day} ${changes}`)
        .join();
  };

  /** Builds what was wanted the look before, too; what is still wanted is in `next` then. */
  const lookAt = async (window: RollUpWindow, next: Set<string>): Promise<void> => {
    const wanted = await rollUps.wanted(window);
    const nameOf = ({ organisation, build }: WantedRollUp) =>
      JSON.stringify([keyOf(window), organisation, build]);
    for (const one of wanted) next.add(nameOf(one));
    const due = wanted.filter((one) => seen.has(nameOf(one)));
    for (let from = 0; from < due.length; from += together) {
      const some = due.slice(from, from + together);
      await rollUps.build(window, some);
      for (const one of some) next.delete(nameOf(one));
    }
    if (due.length > 0) onBuilt?.(window, due.length);
  };

  return {
    /**
     * Looks once at every window; stops between two when `signal` aborts. A window that fails holds up
     * no other; rejects with the first failure once all were looked at.
     */
    async look(signal: AbortSignal): Promise<void> {
      const through = await rollUps.completeThrough();
      if (through === undefined) return;
      const failures: unknown[] = [];
      const attempt = async (work: () => Promise<void>): Promise<void> => {
        try {
          await work();
        } catch (error) {
          failures.push(error);
        }
      };
      if (condensed !== through)
        await attempt(async () => {
          await rollUps.condense();
          condensed = through;
        });
      const windows = rollUpWindows(through, rollUps.lengths, endDays);
      const changesIn = await changesOf(windows);
      const next = new Set<string>();
      for (const window of windows) {
        if (signal.aborted) return;
        const changes = changesIn(window);
        // Nothing is stored of its days.
        if (changes === '') continue;
        const known = settled.get(keyOf(window));
        if (known?.changes === changes && clock.now() - known.at < anywayMs) continue;
        const before = next.size;
        await attempt(async () => {
          await lookAt(window, next);
          if (next.size === before) settled.set(keyOf(window), { changes, at: clock.now() });
        });
      }
      seen = next;
      if (failures.length > 0) throw failures[0];
    },
  };
}

/**
 * Keeps roll-ups of the complete days up to date until `signal` aborts. Any number of processes may. A
 * look that fails is told to `onFailure` and made again after twice the pause, ten minutes at most: without
 * roll-ups answers are slower, and the same.
 */
export async function keepRollUps(options: RollUpOptions, signal: AbortSignal): Promise<void> {
  const { wait = systemWait, onFailure } = options;
  const builder = createRollUpBuilder(options);
  let pauseMs = rollUpLookMs;
  while (!signal.aborted) {
    try {
      await builder.look(signal);
      pauseMs = rollUpLookMs;
    } catch (error) {
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      onFailure?.(error, pauseMs);
    }
    await wait(pauseMs, signal);
  }
}
