import type { Catalogue } from '@kfunc-census/report';
import type { ForecastOutcome, Untold } from '@kfunc-census/usage';
import type { AnswerFrame } from '../answers.ts';

/** What a forecast is for; exactly one of the fields is given. */
export interface ForecastRequest {
  /** Kfuncs that go, 1 to `forecastBounds.names`. */
  readonly remove?: readonly string[] | undefined;
  /** Unified diff of the kernel, at most `forecastBounds.patch` characters. */
  readonly patch?: string | undefined;
  /** Ids of the catalogues of one kernel, at most one of each module. */
  readonly to?: readonly string[] | undefined;
  /** The same for a kernel that no host of the census runs: the catalogues themselves. */
  readonly catalogues?: readonly Catalogue[] | undefined;
}

/** Bounds of a forecast. */
export const forecastBounds = {
  names: 500,
  catalogues: 500,
  /** Characters of a patch. */
  patch: 1024 * 1024,
  /** Members of a class that are listed. */
  members: 200,
  /** Programs of a member that are listed. */
  programs: 50,
} as const;

/** What a patch does to kfuncs, as its lines show it. */
export interface PatchAnswer {
  readonly removed: readonly string[];
  /** Of the removed, those that only leave a set. */
  readonly unregistered: readonly string[];
  readonly added: readonly string[];
  readonly signature_changed: readonly string[];
  readonly mentioned: readonly string[];
}

/** Echo of the question; what was not asked is null. */
export interface ForecastQuestion {
  readonly kind: 'forecast';
  readonly remove: readonly string[] | null;
  readonly patch: PatchAnswer | null;
  /** The catalogues of the other kernel, those that were sent with the question too. */
  readonly to: readonly { readonly catalogue: string; readonly module: string }[] | null;
}

/** An extern that stands behind an outcome. */
export interface ForecastExternAnswer {
  readonly name: string;
  /** Why it does not link; null where that is not known. */
  readonly unresolved: string | null;
  /** Null where `untold` says why it is not known. */
  readonly fallback: 'seen' | 'none' | null;
  readonly untold: string | null;
}

/** An object, or a program of which no object is known. */
export interface ForecastMemberAnswer {
  /** Null for a program without known object. */
  readonly object: string | null;
  readonly externs: readonly ForecastExternAnswer[];
  /** Why it cannot be told; empty with other outcomes. */
  readonly reasons: readonly string[];
  /** One entry per program and loader. */
  readonly programs: readonly {
    readonly program: string;
    readonly type: string;
    readonly name: string;
    readonly loader: string | null;
  }[];
  readonly programs_truncated: boolean;
}

/** Distinct programs, known loaders, hosts and organisations. */
export interface ForecastReachAnswer {
  readonly programs: number;
  readonly loaders: number;
  readonly hosts: number;
  readonly organisations: number;
}

/** The objects and programs of one outcome. */
export interface ForecastClassAnswer {
  readonly outcome: ForecastOutcome;
  readonly objects: number;
  /** Programs of which no object is known: each is forecast by itself. */
  readonly programs_without_object: number;
  /** Null where there are more members than one question can count. */
  readonly reach: ForecastReachAnswer | null;
  readonly members: readonly ForecastMemberAnswer[];
  readonly members_truncated: boolean;
}

/** Answer to "what becomes of the loaded programs on another kernel". */
export interface ForecastAnswer extends AnswerFrame<ForecastQuestion> {
  /** Whether every object of the window was looked at; else all counts are of a part. */
  readonly all_objects: boolean;
  /** One per outcome, in the order in which outcomes apply. */
  readonly classes: readonly ForecastClassAnswer[];
  /** Members by why it cannot be told, most first; one may have several reasons. */
  readonly reasons: readonly { readonly reason: Untold; readonly members: number }[];
  /** Kfuncs that go or do not link, by name, with what the lifecycle data names in their place. */
  readonly kfuncs: readonly {
    readonly name: string;
    readonly successors: readonly {
      readonly name: string;
      readonly kind: string;
      /** The kernel line that has it first. */
      readonly version: string;
    }[];
  }[];
  /** What names and shapes cannot show. */
  readonly limits: string;
}
