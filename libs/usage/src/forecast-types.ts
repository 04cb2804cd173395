import type { CatalogueChange, CatalogueEntry } from '@kfunc-census/kfunc';
import type { ProgramReach } from './reach.ts';
import type { Rung } from './rung.ts';

/** A program of an object, as one kernel shows it: one entry per kernel's evidence of it. */
export interface ForecastProgram extends ProgramReach {
  readonly kfuncs: readonly {
    readonly name: string;
    /** `vmlinux` or a module; '' where it is not known. */
    readonly module: string;
    readonly status: Rung;
    /** Whether the program tests that the kfunc is there, before it calls it. */
    readonly guard: 'tested' | 'not-seen' | 'unknown';
  }[];
}

/** All programs that share one BTF, on all kernels they were seen on. */
export interface ForecastObject {
  readonly object: string;
  /** Externs that the object declares; see `linkShape` for their shape. */
  readonly declares: readonly { readonly name: string; readonly shape: string }[];
  /**
   * Whether these are all. `cut`: it has more. `dropped`: its loader keeps none (cilium/ebpf); some
   * may be known otherwise. `not-recorded`: nothing was seen that would tell.
   */
  readonly declarations: 'complete' | 'cut' | 'dropped' | 'not-recorded';
  /** What its loader does with a weak extern that does not link: `libbpf` passes over it, whether absent
   * or incompatible, `cilium` over an absent one only. */
  readonly linker: 'libbpf' | 'cilium' | 'unknown';
  /** What it names and calls nowhere, on each kernel. */
  readonly names: readonly {
    readonly name: string;
    readonly module: string;
    readonly status: 'referenced' | 'missing';
    /** Why it is missing; '' when referenced. */
    readonly missing: 'absent' | 'incompatible' | 'unknown' | '';
  }[];
  readonly programs: readonly ForecastProgram[];
}

/** The kernel that is forecast for. */
export type ForecastTarget =
  /** The kernels that the programs run on, without these kfuncs. */
  | {
      readonly kind: 'removal';
      readonly kfuncs: Iterable<string>;
      /** Kfuncs of which it is open what a patch makes of them; see `targetOfPatch`. */
      readonly open?: Iterable<readonly [string, OpenByPatch]>;
    }
  /** The kernel they run on, with the changes that `compareCatalogues` found. */
  | { readonly kind: 'changes'; readonly changes: readonly CatalogueChange[] }
  | CatalogueTarget;

/** A kernel by what it offers. */
export interface CatalogueTarget {
  readonly kind: 'catalogues';
  /** In the order in which the loader searches them: `vmlinux` first. */
  readonly catalogues: readonly {
    readonly module: string;
    readonly entries: readonly CatalogueEntry[];
  }[];
  /** Names that the maker of the catalogues would have listed; by default those of the lifecycle data. */
  readonly isLookedFor?: (name: string) => boolean;
  /** The module that has a kfunc, where it is known; by default what the programs' kernels say. */
  readonly moduleOf?: (name: string) => string | undefined;
}

/**
 * Why an extern does not link. `no-func`: no function of the name. `no-symbol`: a FUNC, but no address.
 * `shape`: a function that takes or gives something else than the object declares.
 */
export type Unresolved = 'no-func' | 'no-symbol' | 'shape';

/**
 * What a patch leaves open of a kfunc. `signature-changed`: other parameters or another result, which may
 * link or not. `left-a-set`: it leaves a set of kfuncs, and may be in another.
 */
export type OpenByPatch = 'signature-changed' | 'left-a-set';

/** Why it cannot be told whether an extern links; of the object, or of what it would do without. */
export type Untold =
  /** Its loader dropped the names; only what the programs call is known. */
  | 'names-dropped'
  /** No declaration was recorded. */
  | 'not-recorded'
  /** More declarations than were recorded. */
  | 'cut'
  /** It is there, but how the object declares it is not known. */
  | 'no-declaration'
  /** It is not in the catalogues, whose maker did not look for it. */
  | 'not-listed'
  /** No catalogue was given of the module that has it. */
  | 'module-not-in-target'
  /** There without the tag that others have: its FUNC shows arguments that the verifier fills in. */
  | 'untagged'
  /** The very name goes; whether the name without flavour links is not known. */
  | 'other-name'
  /** It does not link, and whether the programs that call it test for it is not known. */
  | 'guard-unknown'
  /** It does not link, no program called it here, and whether it is weak is not visible. */
  | 'not-called'
  /**
   * It does not link, and is called untested where another of its family is missing, or another
   * declaration of it, that may be there then: whether it is still called is not known.
   */
  | 'other-path'
  /** It does not link, and whether the loader passes over it is not known. */
  | 'loader-unknown'
  /** A program attaches to a kfunc that goes. */
  | 'attach-target'
  | OpenByPatch;

/** An extern that does not just link. */
export type ExternOutcome =
  | {
      readonly kind: 'unresolved';
      readonly name: string;
      readonly why: Unresolved;
      /** `seen`: a program tests for it, or the object was loaded without it. `none`: it is called untested. */
      readonly fallback: 'seen' | 'none';
    }
  | {
      readonly kind: 'untold';
      readonly name: string;
      readonly why: Untold;
      /** Set where it does not link, and what the object would do without is not known. */
      readonly unresolved: Unresolved | undefined;
    };

/** Outcomes of an object, the first that applies. */
export const forecastOutcomes = [
  'does-not-link',
  'cannot-tell',
  'takes-fallback',
  'links',
] as const;
/** One of `forecastOutcomes`. `links` says nothing of whether it loads. */
export type ForecastOutcome = (typeof forecastOutcomes)[number];

/** What becomes of one object. */
export interface ObjectForecast {
  readonly object: string;
  readonly outcome: ForecastOutcome;
  /** The externs that stand behind it, by name; none with `links`. */
  readonly externs: readonly ExternOutcome[];
  /** Why it cannot be told, sorted; empty with other outcomes. */
  readonly reasons: readonly Untold[];
}
