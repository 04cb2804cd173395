import type { HostStratum, Kfunc, Limited, Scope, Window } from './scope.ts';

/** By what hosts are told apart: the kernel line is defined at HostStratum. */
export type HostDimension = 'line' | 'release' | 'distro' | 'arch' | 'organisation';

/** Figures of one kfunc on the hosts of one value of a dimension, as KfuncFigures defines them. */
export interface StratumUse {
  readonly value: string;
  readonly reporting: number;
  readonly exposed: number;
  readonly users: number;
  readonly exposedOrganisations: number;
  readonly userOrganisations: number;
  readonly notObservable: number;
}

/** By what programs are told apart: the program type, or the text of who loaded it. */
export type ProgramDimension = 'type' | 'loader';

/** Users of a kfunc by one value of a dimension of programs. */
export interface UseByValue {
  /** '' where the loader is not known. */
  readonly value: string;
  /** Users, as in KfuncFigures, on which a program of this value calls or inlines it on such a day. */
  readonly hosts: number;
  readonly organisations: number;
  /** Distinct programs of this value that do so there. */
  readonly programs: number;
}

/** A kfunc that is used by programs that use another one. */
export interface CoUse extends Kfunc {
  /** Distinct programs that, on one kernel, use both. */
  readonly programs: number;
  /** Hosts that hold such a program, in time, exposed or not. */
  readonly hosts: number;
}

/** What became of those who used a kfunc. */
export interface FormerUse {
  /** Hosts that used it in the days before, in time, exposed or not. */
  readonly users: number;
  /** Of these: hosts that are exposed, as in KfuncFigures, on one of the days since. */
  readonly covered: number;
}

/** Use of one kfunc by parts of its hosts, by parts of its programs, and together with others. */
export interface StrataReader {
  /**
   * By the values in which a host of the window and stratum reported, by value. A host counts in each
   * value in which it reported, and is judged there by its reports of that value alone: the figures
   * are those that `kfunc` gives for the value as its stratum (for an organisation: as its scope).
   */
  strata(
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    kfunc: Kfunc,
    dimension: HostDimension,
  ): Promise<readonly StratumUse[]>;
  /**
   * Filters the numerator alone: the users of KfuncFigures by the programs that use it there. Values
   * without users are not there. Most hosts first, then by value; at most `limit`.
   */
  usesBy(
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    kfunc: Kfunc,
    dimension: ProgramDimension,
    limit: number,
  ): Promise<Limited<UseByValue>>;
  /**
   * Other kfuncs that the programs that use this one (`called` or `inlined`, in time, no probes) use
   * on the same kernel. Most programs first, then most hosts, then by name and module; at most `limit`.
   */
  coUse(
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    kfunc: Kfunc,
    limit: number,
  ): Promise<Limited<CoUse>>;
  /** Hosts that used it in the days of the window before `since`, and whether they were seen since. */
  formerUse(
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    kfunc: Kfunc,
    since: string,
  ): Promise<FormerUse>;
}
