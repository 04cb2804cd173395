import type { Rung } from '@kfunc-census/usage';
import type { ContentReader } from './content-port.ts';
import type { FamilyReader } from './family-port.ts';
import type { PublicWeekReader } from './public-weeks/public-weeks-port.ts';
import type { HostStratum, Kfunc, Scope, Window } from './scope.ts';
import type { StatementReader } from './statements/statements-port.ts';
import type { StrataReader } from './strata-port.ts';

export type * from './scope.ts';

/** Who reported in a window. */
export interface Population {
  /** Hosts with at least one accepted report. */
  readonly reporting: number;
  /** Hosts with at least one complete report that was in time. */
  readonly complete: number;
  /** Hosts that reported in the 28 days before the window, and in it nothing, of any kernel. */
  readonly silent: number;
  /** Hosts whose every report of the window came too late to be a state of its day. */
  readonly late: number;
  /**
   * Hosts with a complete in-time report of a kernel of which a catalogue never arrived: what such a
   * kernel offers beyond its other catalogues is unknown, and not counted as exposed.
   */
  readonly exposureUnknown: number;
  readonly organisations: number;
  /**
   * Programs that came and went unseen: cumulative since boot as last reported in the window, summed
   * over hosts and boots.
   */
  readonly idsUnseen: number;
  /** Loss reasons by name: hosts that have it, and how often, counted as `idsUnseen`. */
  readonly losses: readonly {
    readonly reason: string;
    readonly hosts: number;
    readonly count: number;
  }[];
}

/** Hosts per rung of evidence; a host counts once per rung. */
export type UsersByRung = Readonly<Record<Rung, number>>;

/** Figures of one kfunc in a window. */
export interface KfuncFigures {
  readonly name: string;
  /** `vmlinux`, a module, or '' where an object names it and the host's kernel offers it nowhere. */
  readonly module: string;
  /**
   * Whether any catalogue in reach says that a program can call it; undefined when no catalogue in
   * reach names it. What no program can call is listed, and exposed nowhere.
   */
  readonly callable: boolean | undefined;
  /**
   * Hosts with, on some day, a complete in-time report whose catalogues offer it as callable, and no
   * such report of that day that could not have shown its calls.
   */
  readonly exposed: number;
  readonly exposedOrganisations: number;
  /** Hosts that are not exposed for the second reason alone: their kernel inlines its calls. */
  readonly notObservable: number;
  /** Among the exposed, on such a day: hosts whose set holds it `called` or `inlined`. */
  readonly users: number;
  readonly userOrganisations: number;
  /** Among the exposed, on such a day, by rung. */
  readonly usersByRung: UsersByRung;
  /**
   * Hosts that use it (`called` or `inlined`) in time on some day and are not among `users`, because
   * they were not exposed on such a day: shown, never in the share.
   */
  readonly usersNotCovered: number;
  /** Exposed or not: hosts whose in-time set holds it, by rung. */
  readonly seenByRung: UsersByRung;
  /** First and last UTC day of use in all that is stored, or undefined. */
  readonly firstUsed: string | undefined;
  readonly lastUsed: string | undefined;
}

/** A program that shows a kfunc: one entry per rung, guard, loader and probe or not. */
export interface ProgramUse {
  readonly program: string;
  readonly type: string;
  readonly name: string;
  readonly attachTarget: string;
  readonly loader: string;
  readonly rung: Rung;
  readonly guard: string;
  /** The program looks like a feature probe of its loader: shown here, never among users. */
  readonly probe: boolean;
  /** Hosts whose in-time set of the window holds it, exposed or not. */
  readonly hosts: number;
}

/** How final the figures of a UTC day are. */
export interface DayState {
  readonly day: string;
  /** Everything that was accepted on this day is stored, but for dead letters; never true of today. */
  readonly complete: boolean;
  /** 1, and one more for each dead letter of the scope that was replayed onto this day. */
  readonly version: number;
}

/** Use of a kfunc on one kernel; kernels that do not offer it are there with `exposed` 0. */
export interface KernelUse {
  readonly release: string;
  readonly arch: string;
  readonly distro: string;
  readonly reporting: number;
  readonly exposed: number;
  readonly users: number;
}

/** Use of a kfunc on one UTC day. */
export interface DayUse {
  readonly day: string;
  readonly exposed: number;
  readonly users: number;
  readonly reporting: number;
}

/**
 * Reads the store. Each method is one question; counts are exact counts of distinct hosts.
 *
 * In reach: every accepted report that is stored for the scope, of any day and kernel, late ones
 * included. A program that looks like a probe makes no usage.
 */
export interface UsageReader
  extends StrataReader,
    FamilyReader,
    ContentReader,
    StatementReader,
    PublicWeekReader {
  population(scope: Scope, window: Window, stratum: HostStratum): Promise<Population>;
  /** All kfuncs that a catalogue or a report in reach names, never-used ones included, by name. */
  kfuncs(scope: Scope, window: Window, stratum: HostStratum): Promise<readonly KfuncFigures[]>;
  /** Names of all kfuncs in reach, each once, in the order of their characters. No figures are read. */
  names(scope: Scope): Promise<readonly string[]>;
  /** Figures of one name; one entry per module, none when nothing in reach names it. */
  kfunc(
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    name: string,
  ): Promise<readonly KfuncFigures[]>;
  /** Programs by number of hosts, at most `limit`. */
  programs(
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    kfunc: Kfunc,
    limit: number,
  ): Promise<readonly ProgramUse[]>;
  kernels(scope: Scope, window: Window, kfunc: Kfunc): Promise<readonly KernelUse[]>;
  /** One entry per day of the window, days without reports included (all zero). */
  series(
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    kfunc: Kfunc,
  ): Promise<readonly DayUse[]>;
  /** One entry per day of the window. */
  days(scope: Scope, window: Window): Promise<readonly DayState[]>;
  ready(): Promise<boolean>;
  close(): Promise<void>;
}
