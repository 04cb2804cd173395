import type { MigrationClass, Rung } from '@kfunc-census/usage';
import type { HostStratum, Limited, Scope, Window } from './scope.ts';

/**
 * The rungs at which a program carries a name: it calls it, or the object that it was loaded from
 * names it. What a program is attached to, or what the kernel inserts, is not in its code.
 */
export const carriedRungs = [
  'called',
  'inlined',
  'referenced',
  'missing',
] as const satisfies readonly Rung[];

export type { MigrationClass };

/** Hosts by the names that their programs call or inline. */
export const calledClasses = ['old', 'both', 'new'] as const;
/** One of `calledClasses`. */
export type CalledClass = (typeof calledClasses)[number];

/** How a program carries a name, on some kernel of the window. */
export interface CarriedName {
  /** The name asked: the very one, or what is left of another one without its libbpf flavour. */
  readonly name: string;
  /** One of `carriedRungs`; the last two are those of its object. */
  readonly rung: Rung;
  /** '' for a name of its object. */
  readonly guard: string;
}

/** A program that carries names; one entry per loader. */
export interface Carrier {
  readonly program: string;
  readonly type: string;
  readonly name: string;
  /** '' when it is not known. */
  readonly loader: string;
  /** How its object was recognised; `externs`: its names are known. '' without object. */
  readonly knownBy: string;
  /** Over all kernels that it was seen on, by name, rung and guard. */
  readonly names: readonly CarriedName[];
  readonly hosts: number;
  readonly organisations: number;
}

/** Names before and after a change; a name in both lists is on both sides. */
export interface Succession {
  readonly old: readonly string[];
  readonly new: readonly string[];
}

/** What was seen of a succession in a day, or in a window. */
export interface MigrationFigures {
  /** Each program is in one class, by all it carries in this time; hosts and organisations with one. */
  readonly carried: Readonly<
    Record<
      MigrationClass,
      { readonly programs: number; readonly hosts: number; readonly organisations: number }
    >
  >;
  /** Each host is in one class, by all that its programs call or inline in this time. */
  readonly called: Readonly<
    Record<CalledClass, { readonly hosts: number; readonly organisations: number }>
  >;
}

/** Figures of names that stand for one function, in a window: of hosts that have one of them or more. */
export interface FamilyFigures {
  /**
   * Hosts with, on some day, a complete in-time report whose catalogues offer one of the names as
   * callable, and no such report of that day that could not have shown calls of any of them.
   */
  readonly exposed: number;
  readonly exposedOrganisations: number;
  /** Hosts that are not exposed for the second reason alone. */
  readonly notObservable: number;
  /** Among the exposed, on such a day: hosts whose set holds one of the names `called` or `inlined`. */
  readonly users: number;
  readonly userOrganisations: number;
  /** Hosts that use one in time on some day and are not among `users`. */
  readonly usersNotCovered: number;
}

/**
 * Which programs carry which names. Of reports in time, of hosts exposed or not, without programs
 * that look like probes. Names are taken of any module, since an object knows no module. A name that is
 * not asked is the one asked that it is without its libbpf flavour: `scx_bpf_dispatch___compat`.
 */
export interface FamilyReader {
  /** Users of the names as if they were one; a name that nothing in reach has is one of nobody. */
  familyFigures(
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    names: readonly string[],
  ): Promise<FamilyFigures>;
  /** Programs that carry one of the names. Most hosts first, then by program and loader. */
  carriers(
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    names: readonly string[],
    limit: number,
  ): Promise<Limited<Carrier>>;
  /** Programs and hosts by side of a succession. A program that carries no name is in no class. */
  migration(
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    succession: Succession,
  ): Promise<MigrationFigures>;
  /** The same of each day of the window by itself; these do not add up to the window. */
  migrationByDay(
    scope: Scope,
    window: Window,
    stratum: HostStratum,
    succession: Succession,
  ): Promise<readonly (MigrationFigures & { readonly day: string })[]>;
}
